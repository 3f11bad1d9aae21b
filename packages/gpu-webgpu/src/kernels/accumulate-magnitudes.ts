import type { JointKernelSet } from "../kernel-context.ts";
import { multiTensorReduction } from "../reductions/multi-tensor-reduction.ts";

const magnitudes = multiTensorReduction({
  name: "accumulateMagnitudes",
  identity: "0.0",
  combine: "sum",
  mapped: "abs(x)",
});

export const accumulateMagnitudesKernels: JointKernelSet<"accumulateMagnitudes"> = (context) => ({
  accumulateMagnitudes: ({ x, total }) => magnitudes(context, x, total),
});
