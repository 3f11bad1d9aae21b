import type { KernelSet } from "../kernel-context.ts";
import { reduceAxes } from "../reductions/reduce-axes.ts";
import { larger } from "../wgsl/extremes.ts";
import { ieee } from "../wgsl/ieee.ts";

const largest = reduceAxes({
  name: "accumulateLargest",
  functions: ieee + larger,
  identity: "0.0",
  combine: (a, b) => `larger(${a}, ${b})`,
  mapped: "abs(x)",
});

export const accumulateLargestKernels: KernelSet<"accumulateLargest"> = (context) => ({
  accumulateLargest: ({ x, total }) => largest.into(context, x, total),
});
