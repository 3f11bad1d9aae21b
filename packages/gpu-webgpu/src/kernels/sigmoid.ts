import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { exponential } from "../wgsl/exponential.ts";
import { logistic } from "../wgsl/logistic.ts";

const sigmoid = unaryProgram("sigmoid", "logistic(x)", exponential + logistic);

export const sigmoidKernels: KernelSet<"sigmoid"> = (context) => ({
  sigmoid: unaryLaunch(context, sigmoid),
});
