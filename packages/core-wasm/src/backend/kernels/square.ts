import type { KernelSet } from "../kernel-set.ts";
import { launchUnary } from "../unary-launch.ts";

export const squareKernels: KernelSet<"square"> = (context) => ({
  square: launchUnary("square", context),
});
