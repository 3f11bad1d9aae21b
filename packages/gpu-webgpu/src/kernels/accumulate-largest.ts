import type { JointKernelSet } from "../kernel-context.ts";
import { multiTensorReduction } from "../reductions/multi-tensor-reduction.ts";
import { larger } from "../wgsl/max-min.ts";
import { nonFinite } from "../wgsl/non-finite.ts";

const largest = multiTensorReduction({
  name: "accumulateLargest",
  functions: nonFinite + larger,
  identity: "0.0",
  combine: (a, b) => `larger(${a}, ${b})`,
  mapped: "abs(x)",
});

export const accumulateLargestKernels: JointKernelSet<"accumulateLargest"> = (context) => ({
  accumulateLargest: ({ x, total }) => largest(context, x, total),
});
