import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { nonFinite } from "../wgsl/non-finite.ts";
import { sine } from "../wgsl/sine.ts";

const cos = unaryProgram("cos", "sine(x, 1)", nonFinite + sine);

export const cosKernels: KernelSet<"cos"> = (context) => ({
  cos: unaryLaunch(context, cos),
});
