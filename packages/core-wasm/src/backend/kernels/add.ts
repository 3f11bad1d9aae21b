import { launchArithmetic } from "../broadcast-arithmetic.ts";
import type { KernelSet } from "../kernel-set.ts";

export const addKernels: KernelSet<"add"> = (context) => ({
  add: launchArithmetic("add", context),
});
