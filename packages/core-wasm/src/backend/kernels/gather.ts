import { gatherSpans } from "../../contract/kernels/gather.ts";
import { expectIndices } from "../index-range.ts";
import type { KernelSet } from "../kernel-set.ts";

export const gatherKernels: KernelSet<"gather"> = (context) => ({
  gather: ({ x, index }, { y }, shapes, { dim }) => {
    const { outer, size, inner, count } = gatherSpans("gather", shapes.x, shapes.index, dim);
    expectIndices(context, "gather", index, size);
    context.wasm.gather(x.pointer, index.pointer, y.pointer, outer, size, count, inner);
  },
});
