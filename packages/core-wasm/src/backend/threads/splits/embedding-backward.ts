import { rangeOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

/** Elements of a part, and the fewest columns: a cache line that two threads write is slow. */
const ELEMENTS = 16_384;
const COLUMNS = 16;

/** By columns: ids repeat, so rows of the gradient cannot be split. */
export const embeddingBackwardSplit: Split<"embeddingBackward"> = ({ wasm, pool, grain }) => ({
  embeddingBackward: (dy, ids, dweight, count, rows, width) => {
    const part = partSize(width, (ELEMENTS * grain) / Math.max(1, count), COLUMNS);
    if (part >= width) return wasm.embeddingBackward(dy, ids, dweight, count, rows, width);
    wasm.embeddingBackward(dy, ids, dweight, 0, rows, width); // zeros
    pool.run({
      kernel: "embeddingBackwardColumns",
      rows: partCount(width, part),
      args: [...rangeOf(width, part), dy, ids, dweight, count, width],
    });
  },
});
