import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { logarithm } from "../wgsl/logarithm.ts";
import { nonFinite } from "../wgsl/non-finite.ts";

const log = unaryProgram("log", "logarithm(x)", nonFinite + logarithm);

export const logKernels: KernelSet<"log"> = (context) => ({
  log: unaryLaunch(context, log),
});
