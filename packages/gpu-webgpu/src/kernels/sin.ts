import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { ieee } from "../wgsl/ieee.ts";
import { sine } from "../wgsl/sine.ts";

const sin = unaryProgram("sin", "select(sine(x, 0), x, x == 0.0)", ieee + sine);

export const sinKernels: KernelSet<"sin"> = (context) => ({
  sin: unaryLaunch(context, sin),
});
