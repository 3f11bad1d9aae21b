import type { KernelSet } from "../kernel-set.ts";
import { launchUnary } from "../unary-launch.ts";

export const cosKernels: KernelSet<"cos"> = (context) => ({
  cos: launchUnary("cos", context),
});
