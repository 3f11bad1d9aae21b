import type { KernelSet } from "../kernel-set.ts";
import { launchUnary } from "../unary-launch.ts";

export const expKernels: KernelSet<"exp"> = (context) => ({
  exp: launchUnary("exp", context),
});
