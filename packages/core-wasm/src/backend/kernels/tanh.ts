import type { KernelSet } from "../kernel-set.ts";
import { launchUnary } from "../unary-launch.ts";

export const tanhKernels: KernelSet<"tanh"> = (context) => ({
  tanh: launchUnary("tanh", context),
});
