import type { KernelSet } from "../kernel-context.ts";
import { reduceAxes } from "../reductions/reduce-axes.ts";

const squares = reduceAxes({
  name: "accumulateSquares",
  identity: "0.0",
  combine: "sum",
  mapped: "x * x",
});

export const accumulateSquaresKernels: KernelSet<"accumulateSquares"> = (context) => ({
  accumulateSquares: ({ x, total }) => squares.into(context, x, total),
});
