import { flatProgram, runFlat } from "../elementwise/flat-program.ts";
import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";

const abs = unaryProgram("abs", "abs(x)");

const absBackward = flatProgram({
  name: "absBackward",
  reads: { dy: "vec4f", x: "vec4f" },
  writes: { dx: "vec4f" },
  // The sign of 0 and of NaN is 0.
  each: "dx[i] = dy[i] * (vec4f(x[i] > vec4f()) - vec4f(x[i] < vec4f()));",
});

export const absKernels: KernelSet<"abs" | "absBackward"> = (context) => ({
  abs: unaryLaunch(context, abs),
  absBackward: ({ dy, x }, { dx }) => runFlat(context, absBackward, { dy, x, dx }, {}, x.length),
});
