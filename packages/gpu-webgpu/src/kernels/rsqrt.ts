import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { nonFinite } from "../wgsl/non-finite.ts";
import { inverseRoot } from "../wgsl/roots.ts";

const rsqrt = unaryProgram("rsqrt", "inverseRoot(x)", nonFinite + inverseRoot);

export const rsqrtKernels: KernelSet<"rsqrt"> = (context) => ({
  rsqrt: unaryLaunch(context, rsqrt),
});
