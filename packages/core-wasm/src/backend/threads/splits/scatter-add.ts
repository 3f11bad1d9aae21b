import { countOf, partOf, rangeOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

const ELEMENTS = 16_384;
/** A cache line that two threads write is slow. */
const COLUMNS = 16;

/** By the outer axis, or else by the inner one: indices repeat, so those of the axis itself cannot be split. */
export const scatterAddSplit: Split<"scatterAdd"> = ({ wasm, pool, grain }) => ({
  scatterAdd: (...args) => {
    const [y, index, source, outer, size, count, inner] = args;
    if (outer > 1) {
      const part = partSize(
        outer,
        (ELEMENTS * grain) / Math.max(1, size * inner, count * inner),
        1,
      );
      if (part >= outer) return wasm.scatterAdd(...args);
      const read = 4 * part * count * inner;
      return pool.run({
        kernel: "scatterAdd",
        rows: partCount(outer, part),
        args: [
          ...[partOf(y, 4 * part * size * inner), partOf(index, read), partOf(source, read)],
          ...[countOf(outer, part), size, count, inner],
        ],
      });
    }
    const part = partSize(inner, (ELEMENTS * grain) / Math.max(1, count), COLUMNS);
    if (part >= inner || outer === 0) return wasm.scatterAdd(...args);
    pool.run({
      kernel: "scatterAddColumns",
      rows: partCount(inner, part),
      args: [...rangeOf(inner, part), y, index, source, count, inner],
    });
  },
});
