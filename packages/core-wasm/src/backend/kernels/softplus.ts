import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const softplusKernels: KernelSet<"softplus"> = ({ wasm }) => ({
  softplus: ({ x }, { y, slope }, _shapes, { beta, threshold }) =>
    wasm.softplus(x.pointer, y.pointer, pointerOf(slope), x.length, beta, threshold),
});
