import type { KernelSet } from "../kernel-context.ts";
import { reduceAxes } from "../reductions/reduce-axes.ts";
import { smaller } from "../wgsl/max-min.ts";
import { nonFinite } from "../wgsl/non-finite.ts";

const min = reduceAxes({
  name: "min",
  functions: nonFinite + smaller,
  identity: "infinity()",
  combine: (a, b) => `smaller(${a}, ${b})`,
});

export const minKernels: KernelSet<"min"> = (context) => ({
  min: ({ x }, { y }, shapes, { dims }) => min.axes(context, x, y, shapes.x, dims),
});
