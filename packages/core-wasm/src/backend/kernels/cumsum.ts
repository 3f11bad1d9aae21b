import { axisLoop } from "../../contract/axis-loop.ts";
import type { KernelSet } from "../kernel-set.ts";

export const cumsumKernels: KernelSet<"cumsum"> = ({ wasm }) => ({
  cumsum: ({ x }, { y }, shapes, { dim, reverse }) => {
    const { outer, count, inner } = axisLoop("cumsum", shapes.x, dim);
    wasm.cumsum(x.pointer, y.pointer, outer, count, inner, reverse);
  },
});
