import type { KernelSet } from "../kernel-set.ts";
import { launchRowGradients, launchRows } from "../row-launch.ts";

export const logSoftmaxKernels: KernelSet<"logSoftmax" | "logSoftmaxBackward"> = (context) => ({
  logSoftmax: launchRows("logSoftmax", context),
  logSoftmaxBackward: launchRowGradients("logSoftmaxBackward", context),
});
