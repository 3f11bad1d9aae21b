import { axisSpans, indexError } from "@qkv/core-wasm/contract";
import { launchSumByIndex } from "../data-movement/sum-by-index.ts";
import { launchTakeSlices } from "../data-movement/take-slices.ts";
import type { KernelSet } from "../kernel-context.ts";

export const indexSelectKernels: KernelSet<"indexSelect" | "indexSelectBackward"> = (context) => ({
  indexSelect: ({ x, index }, { y }, shapes, { dim }) => {
    const { size, inner } = axisSpans("indexSelect", "x", shapes.x, dim);
    launchTakeSlices(context, { x, index, y }, { size, inner }, (position, value) =>
      indexError("indexSelect", position, value, size),
    );
  },
  indexSelectBackward: ({ dy, index }, { dx }, shapes, { dim, size }) => {
    const { outer, inner } = axisSpans("indexSelectBackward", "dy", shapes.dy, dim);
    launchSumByIndex(
      context,
      { addends: dy, index, y: dx },
      { outer, size, inner, count: index.length },
      (position, value) => indexError("indexSelectBackward", position, value, size),
    );
  },
});
