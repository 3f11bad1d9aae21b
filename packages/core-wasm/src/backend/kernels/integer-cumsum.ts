import { axisSpans } from "../../contract/axis-spans.ts";
import type { KernelSet } from "../kernel-set.ts";

export const integerCumsumKernels: KernelSet<"integerCumsum"> = ({ wasm }) => ({
  integerCumsum: ({ x }, { y }, shapes, { dim }) => {
    const { outer, size, inner } = axisSpans("integerCumsum", "x", shapes.x, dim);
    wasm.integerCumsum(x.pointer, y.pointer, outer, size, inner);
  },
});
