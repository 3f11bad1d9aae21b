import { launchArithmetic } from "../broadcast-arithmetic.ts";
import type { KernelSet } from "../kernel-set.ts";

export const mulKernels: KernelSet<"mul"> = (context) => ({
  mul: launchArithmetic("mul", context),
});
