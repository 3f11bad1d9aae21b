import type { KernelSet } from "../kernel-set.ts";
import { launchUnary } from "../unary-launch.ts";

export const sinKernels: KernelSet<"sin"> = (context) => ({
  sin: launchUnary("sin", context),
});
