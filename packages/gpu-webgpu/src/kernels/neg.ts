import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";

const neg = unaryProgram("neg", "-x");

export const negKernels: KernelSet<"neg"> = (context) => ({
  neg: unaryLaunch(context, neg),
});
