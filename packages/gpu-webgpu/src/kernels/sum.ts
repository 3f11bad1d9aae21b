import type { KernelSet } from "../kernel-context.ts";
import { reduceAxes } from "../reductions/reduce-axes.ts";

const sum = reduceAxes({ name: "sum", identity: "0.0", combine: "sum" });

export const sumKernels: KernelSet<"sum"> = (context) => ({
  sum: ({ x }, { y }, shapes, { dims }) => sum.axes(context, x, y, shapes.x, dims),
});
