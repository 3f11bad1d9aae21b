import type { KernelSet } from "../kernel-set.ts";
import { launchUnary } from "../unary-launch.ts";

export const sigmoidKernels: KernelSet<"sigmoid"> = (context) => ({
  sigmoid: launchUnary("sigmoid", context),
});
