import { runSlope, slopeProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { gelu, geluTanh } from "../wgsl/gelu.ts";

const programs = {
  none: slopeProgram("gelu", gelu),
  tanh: slopeProgram("gelu, by tanh", geluTanh),
};

export const geluKernels: KernelSet<"gelu"> = (context) => ({
  gelu: ({ x }, { y, slope }, _, { approximate }) =>
    runSlope(context, programs[approximate], x, y, slope, {}),
});
