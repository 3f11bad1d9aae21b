import { runSlope, slopeProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { activationBackward } from "../rowwise/activation-backward.ts";
import { gelu, geluTanh } from "../wgsl/gelu.ts";

const programs = {
  none: slopeProgram("gelu", gelu),
  tanh: slopeProgram("gelu, by tanh", geluTanh),
};

const geluBackward = activationBackward("geluBackward", (dy, slope) => `${dy} * ${slope}`);

export const geluKernels: KernelSet<"gelu" | "geluBackward"> = (context) => ({
  gelu: ({ x }, { y, slope }, _, { approximate }) =>
    runSlope(context, programs[approximate], x, y, slope, {}),
  geluBackward: ({ dy, slope }, { dx, dbias }, shapes) =>
    geluBackward(context, { dy, gate: slope, dx, dbias }, shapes.dy),
});
