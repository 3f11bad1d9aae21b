import { launchArithmetic } from "../broadcast-arithmetic.ts";
import type { KernelSet } from "../kernel-set.ts";

export const divKernels: KernelSet<"div"> = (context) => ({
  div: launchArithmetic("div", context),
});
