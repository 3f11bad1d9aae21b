import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { exponential } from "../wgsl/exponential.ts";

const exp = unaryProgram("exp", "exponential(x)", exponential);

export const expKernels: KernelSet<"exp"> = (context) => ({
  exp: unaryLaunch(context, exp),
});
