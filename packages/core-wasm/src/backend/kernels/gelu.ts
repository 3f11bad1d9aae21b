import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const geluKernels: KernelSet<"gelu"> = ({ wasm }) => ({
  gelu: ({ x }, { y, slope }, _shapes, { approximate }) => {
    const launch = approximate === "tanh" ? wasm.geluTanh : wasm.gelu;
    launch(x.pointer, y.pointer, pointerOf(slope), x.length);
  },
});
