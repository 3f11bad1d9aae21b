import { axisSpans } from "../../contract/axis-spans.ts";
import { chainIds } from "../chain-ids.ts";
import { expectIndices } from "../index-range.ts";
import type { KernelSet } from "../kernel-set.ts";

export const indexSelectKernels: KernelSet<"indexSelect" | "indexSelectBackward"> = (context) => {
  const { wasm } = context;
  return {
    indexSelect: ({ x, index }, { y }, shapes, { dim }) => {
      const { outer, size, inner } = axisSpans("indexSelect", "x", shapes.x, dim);
      expectIndices(context, "indexSelect", index, size);
      wasm.indexSelect(x.pointer, index.pointer, y.pointer, outer, size, index.length, inner);
    },
    indexSelectBackward: ({ dy, index }, { dx }, shapes, { dim, size }) => {
      const { outer, inner } = axisSpans("indexSelectBackward", "dy", shapes.dy, dim);
      expectIndices(context, "indexSelectBackward", index, size);
      const count = index.length;
      const next = chainIds(context, index, size);
      wasm.indexSelectBackward(
        dy.pointer,
        index.pointer,
        next,
        dx.pointer,
        outer,
        size,
        count,
        inner,
      );
    },
  };
};
