import type { KernelSet } from "../kernel-set.ts";
import { launchUnary } from "../unary-launch.ts";

export const absKernels: KernelSet<"abs" | "absBackward"> = (context) => ({
  abs: launchUnary("abs", context),
  absBackward: ({ dy, x }, { dx }) =>
    context.wasm.absBackward(dy.pointer, x.pointer, dx.pointer, x.length),
});
