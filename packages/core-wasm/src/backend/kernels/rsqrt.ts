import type { KernelSet } from "../kernel-set.ts";
import { launchUnary } from "../unary-launch.ts";

export const rsqrtKernels: KernelSet<"rsqrt"> = (context) => ({
  rsqrt: launchUnary("rsqrt", context),
});
