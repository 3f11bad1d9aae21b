import { launchExtreme } from "../extreme-launch.ts";
import type { KernelSet } from "../kernel-set.ts";

export const maxKernels: KernelSet<"max"> = (context) => ({
  max: launchExtreme("max", context),
});
