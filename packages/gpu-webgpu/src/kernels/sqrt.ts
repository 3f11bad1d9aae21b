import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { nonFinite } from "../wgsl/non-finite.ts";
import { root } from "../wgsl/roots.ts";

const sqrt = unaryProgram("sqrt", "root(x)", nonFinite + root);

export const sqrtKernels: KernelSet<"sqrt"> = (context) => ({
  sqrt: unaryLaunch(context, sqrt),
});
