import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { ieee } from "../wgsl/ieee.ts";
import { root } from "../wgsl/roots.ts";

const sqrt = unaryProgram("sqrt", "root(x)", ieee + root);

export const sqrtKernels: KernelSet<"sqrt"> = (context) => ({
  sqrt: unaryLaunch(context, sqrt),
});
