import { idError, lastAxis } from "@qkv/core-wasm/contract";
import type { KernelSet } from "../kernel-context.ts";
import { launchSumByIndex } from "../movement/sum-by-index.ts";
import { launchTakeSlices } from "../movement/take-slices.ts";

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
