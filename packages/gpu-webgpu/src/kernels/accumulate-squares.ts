import type { JointKernelSet } from "../kernel-context.ts";
import { jointReduction } from "../reductions/joint-reduction.ts";

const squares = jointReduction({
  name: "accumulateSquares",
  identity: "0.0",
  combine: "sum",
  mapped: "x * x",
});

export const accumulateSquaresKernels: JointKernelSet<"accumulateSquares"> = (context) => ({
  accumulateSquares: ({ x, total }) => squares(context, x, total),
});
