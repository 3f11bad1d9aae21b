import type { KernelSet } from "../kernel-context.ts";
import { reduceAxes } from "../reductions/reduce-axes.ts";
import { larger } from "../wgsl/max-min.ts";
import { nonFinite } from "../wgsl/non-finite.ts";

const max = reduceAxes({
  name: "max",
  functions: nonFinite + larger,
  identity: "-infinity()",
  combine: (a, b) => `larger(${a}, ${b})`,
});

export const maxKernels: KernelSet<"max"> = (context) => ({
  max: ({ x }, { y }, shapes, { dims }) => max.axes(context, x, y, shapes.x, dims),
});
