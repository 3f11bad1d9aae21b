import type { JointKernelSet } from "../kernel-context.ts";
import { jointReduction } from "../reductions/joint-reduction.ts";
import { larger } from "../wgsl/extremes.ts";
import { ieee } from "../wgsl/ieee.ts";

const largest = jointReduction({
  name: "accumulateLargest",
  functions: ieee + larger,
  identity: "0.0",
  combine: (a, b) => `larger(${a}, ${b})`,
  mapped: "abs(x)",
});

export const accumulateLargestKernels: JointKernelSet<"accumulateLargest"> = (context) => ({
  accumulateLargest: ({ x, total }) => largest(context, x, total),
});
