import { flatProgram, runFlat } from "../elementwise/flat-program.ts";
import type { KernelSet } from "../kernel-context.ts";

const scale = flatProgram({
  name: "scale",
  reads: { x: "vec4f" },
  writes: { y: "vec4f" },
  params: { factor: "f32" },
  each: "y[i] = params.factor * x[i];",
});

export const scaleKernels: KernelSet<"scale"> = (context) => ({
  scale: ({ x }, { y }, _, { factor }) => runFlat(context, scale, { x, y }, { factor }, x.length),
});
