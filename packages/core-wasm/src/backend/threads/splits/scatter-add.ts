import { alignUp } from "../../allocator.ts";
import { countOf, jobOf, partOf, rangeOf } from "../job.ts";
import { byHand, CACHE_LINE, partCount, partSize } from "../split.ts";

const ELEMENTS = 16_384;

/** By the outer axis, or else by the inner one: indices repeat, so those of the axis itself cannot be split. */
export const scatterAddSplit = byHand<"scatterAdd">(({ wasm, pool, grain }) => (args, whole) => {
  const { y, index, source, outer, size, count, inner } = args;
  const each = alignUp(wasm.scatterAddScratchBytes(size, count, inner));
  const scratch = { base: args.scratch, each };
  if (outer > 1) {
    const wanted = (ELEMENTS * grain) / Math.max(1, size * inner, count * inner);
    const part = partSize(outer, wanted, 1);
    if (part >= outer) return whole();
    const read = 4 * part * count * inner;
    return pool.run(
      jobOf("scatterAdd", {
        rows: partCount(outer, part),
        args: {
          ...args,
          y: partOf(y, 4 * part * size * inner),
          index: partOf(index, read),
          source: partOf(source, read),
          outer: countOf(outer, part),
          scratch,
        },
      }),
    );
  }
  const part = partSize(inner, (ELEMENTS * grain) / Math.max(1, count), CACHE_LINE);
  if (part >= inner || outer === 0) return whole();
  pool.run(
    jobOf("scatterAddColumns", {
      rows: partCount(inner, part),
      args: { ...args, ...rangeOf(inner, part), scratch },
    }),
  );
});
