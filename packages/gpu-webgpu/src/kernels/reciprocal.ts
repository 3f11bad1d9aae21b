import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { divide } from "../wgsl/divide.ts";

const reciprocal = unaryProgram("reciprocal", "divide(1.0, x)", divide);

export const reciprocalKernels: KernelSet<"reciprocal"> = (context) => ({
  reciprocal: unaryLaunch(context, reciprocal),
});
