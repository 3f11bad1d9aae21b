import type { KernelSet } from "../kernel-context.ts";
import { reduceAxes } from "../reductions/reduce-axes.ts";

const magnitudes = reduceAxes({
  name: "accumulateMagnitudes",
  identity: "0.0",
  combine: "sum",
  mapped: "abs(x)",
});

export const accumulateMagnitudesKernels: KernelSet<"accumulateMagnitudes"> = (context) => ({
  accumulateMagnitudes: ({ x, total }) => magnitudes.into(context, x, total),
});
