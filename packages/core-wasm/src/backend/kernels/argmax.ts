import { axisSpans } from "../../contract/axis-spans.ts";
import type { KernelSet } from "../kernel-set.ts";

export const argmaxKernels: KernelSet<"argmax"> = ({ wasm }) => ({
  argmax: ({ x }, { y }, shapes, { dim }) => {
    const { outer, size, inner } = axisSpans("argmax", "x", shapes.x, dim);
    wasm.argmax(x.pointer, y.pointer, outer, size, inner);
  },
});
