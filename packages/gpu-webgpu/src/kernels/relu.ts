import { flatProgram, runFlat } from "../elementwise/flat-program.ts";
import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { activationBackward } from "../rowwise/activation-backward.ts";

// NaN is not <= 0, and stays.
const relu = unaryProgram("relu", "select(x, 0.0, x <= 0.0)");

const reluBackward = flatProgram({
  name: "reluBackward",
  reads: { dy: "vec4f", y: "vec4f" },
  writes: { dx: "vec4f" },
  each: "dx[i] = select(dy[i], vec4f(), y[i] <= vec4f());",
});

const withBias = activationBackward(
  "reluBackward",
  (dy, y) => `select(${dy}, Unit(), ${y} <= Unit())`,
);

export const reluKernels: KernelSet<"relu" | "reluBackward"> = (context) => ({
  relu: unaryLaunch(context, relu),
  reluBackward: ({ dy, y }, { dx, dbias }, shapes) => {
    if (dbias) withBias(context, { dy, gate: y, dx, dbias }, shapes.dy);
    else runFlat(context, reluBackward, { dy, y, dx }, {}, y.length);
  },
});
