export type { Difference } from "./difference.ts";
export { type MeasuredDevice, measureDevices } from "./measure-devices.ts";
export type { RunnableModule } from "./run-model.ts";
export { NoSampleInputsError } from "./sample-inputs.ts";
export { type Verification, type VerifiedTensor, type VerifyOptions, verify } from "./verify.ts";
export { type WarmUpOptions, warmUp } from "./warm-up.ts";
