import { countOf, jobOf, partOf, rangeOf } from "../job.ts";
import { byHand, CACHE_LINE, partCount, partSize } from "../split.ts";

const ELEMENTS = 16_384;

/** By the outer axis, or else by columns: indices repeat, so rows of the gradient cannot be split. */
export const indexSelectBackwardSplit = byHand<"indexSelectBackward">(
  ({ wasm, pool, grain }) =>
    (args, whole) => {
      const { dy, index, next, dx, outer, size, count, inner } = args;
      if (outer > 1) {
        const part = partSize(outer, (ELEMENTS * grain) / Math.max(1, count * inner), 1);
        if (part >= outer) return whole();
        return pool.run(
          jobOf("indexSelectBackward", {
            rows: partCount(outer, part),
            args: {
              ...args,
              dy: partOf(dy, 4 * part * count * inner),
              dx: partOf(dx, 4 * part * size * inner),
              outer: countOf(outer, part),
            },
          }),
        );
      }
      const part = partSize(inner, (ELEMENTS * grain) / Math.max(1, count), CACHE_LINE);
      if (part >= inner || outer === 0) return whole();
      wasm.indexSelectBackward(dy, index, next, dx, outer, size, 0, inner); // zeros
      pool.run(
        jobOf("embeddingBackwardColumns", {
          rows: partCount(inner, part),
          args: {
            ...{ ...rangeOf(inner, part), dy, ids: index, next, dweight: dx },
            ...{ count, width: inner },
          },
        }),
      );
    },
);
