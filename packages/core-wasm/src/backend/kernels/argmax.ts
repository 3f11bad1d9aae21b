import { axisLoop } from "../../contract/axis-loop.ts";
import type { KernelSet } from "../kernel-set.ts";

export const argmaxKernels: KernelSet<"argmax"> = ({ wasm }) => ({
  argmax: ({ x }, { y }, shapes, { dim }) => {
    const { outer, count, inner } = axisLoop("argmax", shapes.x, dim);
    wasm.argmax(x.pointer, y.pointer, outer, count, inner);
  },
});
