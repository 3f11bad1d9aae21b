import { flatProgram, runFlat } from "../elementwise/flat-program.ts";
import type { KernelSet } from "../kernel-context.ts";

const accumulate = flatProgram({
  name: "accumulate",
  reads: { x: "vec4f" },
  writes: { total: "vec4f" },
  each: "total[i] += x[i];",
});

export const accumulateKernels: KernelSet<"accumulate"> = (context) => ({
  accumulate: ({ target: total, x }) => runFlat(context, accumulate, { x, total }, {}, x.length),
});
