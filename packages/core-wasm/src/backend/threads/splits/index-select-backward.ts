import { countOf, partOf, rangeOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

const ELEMENTS = 16_384;
/** A cache line that two threads write is slow. */
const COLUMNS = 16;

/** By the outer axis, or else by columns: indices repeat, so rows of the gradient cannot be split. */
export const indexSelectBackwardSplit: Split<"indexSelectBackward"> = ({ wasm, pool, grain }) => ({
  indexSelectBackward: (...args) => {
    const [dy, index, dx, outer, size, count, inner] = args;
    const elements = Math.max(1, count * inner);
    if (outer > 1) {
      const part = partSize(outer, (ELEMENTS * grain) / elements, 1);
      if (part >= outer) return wasm.indexSelectBackward(...args);
      return pool.run({
        kernel: "indexSelectBackward",
        rows: partCount(outer, part),
        args: [
          ...[partOf(dy, 4 * part * count * inner), index, partOf(dx, 4 * part * size * inner)],
          ...[countOf(outer, part), size, count, inner],
        ],
      });
    }
    const part = partSize(inner, (ELEMENTS * grain) / Math.max(1, count), COLUMNS);
    if (part >= inner || outer === 0) return wasm.indexSelectBackward(...args);
    wasm.indexSelectBackward(dy, index, dx, outer, size, 0, inner); // zeros
    pool.run({
      kernel: "embeddingBackwardColumns",
      rows: partCount(inner, part),
      args: [...rangeOf(inner, part), dy, index, dx, count, inner],
    });
  },
});
