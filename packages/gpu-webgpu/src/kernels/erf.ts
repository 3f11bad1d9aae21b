import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { errorFunction } from "../wgsl/error-function.ts";
import { exponential } from "../wgsl/exponential.ts";

const erf = unaryProgram("erf", "errorFunction(x)", exponential + errorFunction);

export const erfKernels: KernelSet<"erf"> = (context) => ({
  erf: unaryLaunch(context, erf),
});
