import type { KernelSet } from "../kernel-set.ts";
import { launchUnary } from "../unary-launch.ts";

export const erfKernels: KernelSet<"erf"> = (context) => ({
  erf: launchUnary("erf", context),
});
