export type { HostTensor } from "./host-tensor.ts";
export { readSafetensors, SafetensorsError } from "./read-safetensors.ts";
export { writeSafetensors } from "./write-safetensors.ts";
