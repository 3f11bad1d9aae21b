import { axisSpans } from "../../contract/axis-spans.ts";
import type { KernelSet } from "../kernel-set.ts";

export const cumsumKernels: KernelSet<"cumsum"> = ({ wasm }) => ({
  cumsum: ({ x }, { y }, shapes, { dim, reverse }) => {
    const { outer, size, inner } = axisSpans("cumsum", "x", shapes.x, dim);
    wasm.cumsum(x.pointer, y.pointer, outer, size, inner, reverse);
  },
});
