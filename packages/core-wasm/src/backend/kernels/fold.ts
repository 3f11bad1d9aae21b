import { sizeOf } from "../../contract/index.ts";
import type { KernelSet } from "../kernel-set.ts";
import { windowArguments } from "../window-arguments.ts";

export const foldKernels: KernelSet<"fold"> = ({ wasm }) => ({
  fold: ({ x }, { y }, _, attrs) => {
    const planes = y.length / Math.max(1, sizeOf(attrs.outputSize));
    wasm.fold(x.pointer, y.pointer, ...windowArguments("fold", planes, attrs.outputSize, attrs));
  },
});
