import type { JointKernelSet } from "../kernel-context.ts";
import { multiTensorReduction } from "../reductions/multi-tensor-reduction.ts";

const squares = multiTensorReduction({
  name: "accumulateSquares",
  identity: "0.0",
  combine: "sum",
  mapped: "x * x",
});

export const accumulateSquaresKernels: JointKernelSet<"accumulateSquares"> = (context) => ({
  accumulateSquares: ({ x, total }) => squares(context, x, total),
});
