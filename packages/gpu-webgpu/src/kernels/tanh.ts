import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { exponential } from "../wgsl/exponential.ts";
import { hyperbolicTangent } from "../wgsl/hyperbolic-tangent.ts";

const tanh = unaryProgram("tanh", "hyperbolicTangent(x)", exponential + hyperbolicTangent);

export const tanhKernels: KernelSet<"tanh"> = (context) => ({
  tanh: unaryLaunch(context, tanh),
});
