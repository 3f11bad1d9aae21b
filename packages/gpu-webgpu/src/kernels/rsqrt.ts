import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { ieee } from "../wgsl/ieee.ts";
import { inverseRoot } from "../wgsl/roots.ts";

const rsqrt = unaryProgram("rsqrt", "inverseRoot(x)", ieee + inverseRoot);

export const rsqrtKernels: KernelSet<"rsqrt"> = (context) => ({
  rsqrt: unaryLaunch(context, rsqrt),
});
