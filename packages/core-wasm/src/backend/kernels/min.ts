import { launchExtreme } from "../extreme-launch.ts";
import type { KernelSet } from "../kernel-set.ts";

export const minKernels: KernelSet<"min"> = (context) => ({
  min: launchExtreme("min", context),
});
