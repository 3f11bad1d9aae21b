import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { nonFinite } from "../wgsl/non-finite.ts";
import { sine } from "../wgsl/sine.ts";

const sin = unaryProgram("sin", "select(sine(x, 0), x, x == 0.0)", nonFinite + sine);

export const sinKernels: KernelSet<"sin"> = (context) => ({
  sin: unaryLaunch(context, sin),
});
