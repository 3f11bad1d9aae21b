import { unaryLaunch, unaryProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";

const square = unaryProgram("square", "x * x");

export const squareKernels: KernelSet<"square"> = (context) => ({
  square: unaryLaunch(context, square),
});
