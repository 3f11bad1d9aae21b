import { flatProgram, runFlat } from "../elementwise/flat-program.ts";
import type { KernelSet } from "../kernel-context.ts";

const toFloat = flatProgram({
  name: "toFloat",
  reads: { x: "vec4i" },
  writes: { y: "vec4f" },
  each: "y[i] = vec4f(x[i]);",
});

export const toFloatKernels: KernelSet<"toFloat"> = (context) => ({
  toFloat: ({ x }, { y }) => runFlat(context, toFloat, { x, y }, {}, x.length),
});
