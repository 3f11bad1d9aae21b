import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { ieee } from "../wgsl/ieee.ts";
import { logarithm } from "../wgsl/log.ts";

const log = unaryProgram("log", "logarithm(x)", ieee + logarithm);

export const logKernels: KernelSet<"log"> = (context) => ({
  log: unaryLaunch(context, log),
});
