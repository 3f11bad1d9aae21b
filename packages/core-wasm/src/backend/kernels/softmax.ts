import type { KernelSet } from "../kernel-set.ts";
import { launchRowGradients, launchRows } from "../row-launch.ts";

export const softmaxKernels: KernelSet<"softmax" | "softmaxBackward"> = (context) => ({
  softmax: launchRows("softmax", context),
  softmaxBackward: launchRowGradients("softmaxBackward", context),
});
