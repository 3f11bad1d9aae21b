import type { KernelSet } from "../kernel-set.ts";
import { launchUnary } from "../unary-launch.ts";

export const negKernels: KernelSet<"neg"> = (context) => ({
  neg: launchUnary("neg", context),
});
