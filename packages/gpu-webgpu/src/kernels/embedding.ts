import { idError, lastAxis } from "@qkv/core-wasm/contract";
import { launchSumByIndex } from "../data-movement/sum-by-index.ts";
import { launchTakeSlices } from "../data-movement/take-slices.ts";
import type { KernelSet } from "../kernel-context.ts";

export const embeddingKernels: KernelSet<"embedding" | "embeddingBackward"> = (context) => ({
  embedding: ({ weight, ids }, { y }, shapes) => {
    const [rows = 0, width = 0] = shapes.weight;
    launchTakeSlices(
      context,
      { x: weight, index: ids, y },
      { size: rows, inner: width },
      (position, id) => idError("embedding", position, id, rows),
    );
  },
  embeddingBackward: ({ dy, ids }, { dweight }, shapes, { rows, paddingIdx }) => {
    const width = lastAxis("embeddingBackward", "dy", shapes.dy);
    launchSumByIndex(
      context,
      { addends: dy, index: ids, y: dweight },
      { outer: 1, size: rows, inner: width, count: ids.length, skipped: paddingIdx },
      (position, id) => idError("embeddingBackward", position, id, rows),
    );
  },
});
