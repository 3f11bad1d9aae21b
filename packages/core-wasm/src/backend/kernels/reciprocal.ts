import type { KernelSet } from "../kernel-set.ts";
import { launchUnary } from "../unary-launch.ts";

export const reciprocalKernels: KernelSet<"reciprocal"> = (context) => ({
  reciprocal: launchUnary("reciprocal", context),
});
