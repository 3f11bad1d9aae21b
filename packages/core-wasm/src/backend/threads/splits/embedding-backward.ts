import { jobOf, rangeOf } from "../job.ts";
import { byHand, CACHE_LINE, partCount, partSize } from "../split.ts";

const ELEMENTS = 16_384;

/** By columns: ids repeat, so rows of the gradient cannot be split. */
export const embeddingBackwardSplit = byHand<"embeddingBackward">(
  ({ wasm, pool, grain }) =>
    (args, whole) => {
      const { dy, ids, next, dweight, count, rows, width } = args;
      const part = partSize(width, (ELEMENTS * grain) / Math.max(1, count), CACHE_LINE);
      if (part >= width) return whole();
      wasm.embeddingBackward(dy, ids, next, dweight, 0, rows, width); // zeros
      pool.run(
        jobOf("embeddingBackwardColumns", {
          rows: partCount(width, part),
          args: { ...args, ...rangeOf(width, part) },
        }),
      );
    },
);
