import { PANEL_ROWS } from "../../../contract/index.ts";
import { alignUp } from "../../allocator.ts";
import { countOf, jobOf, partOf, rangeOf } from "../job.ts";
import { byHand, partCount, partSize } from "../split.ts";

/** Elements of the weight that a part reads for few rows of x, and operations of a part for many. */
const WEIGHTS = 262_144;
const FLOPS = 8e6;
const EMBEDDED = 16_384;

/** By panels of the weight. */
export const quantizedPanelsSplit = byHand<"quantizedPanels">(
  ({ wasm, pool, grain }) =>
    (args, whole) => {
      const { first, last, m, width, scratch } = args;
      const ofPanel = PANEL_ROWS * width;
      const wanted = Math.min(WEIGHTS / ofPanel, FLOPS / (2 * m * ofPanel));
      const part = partSize(last, wanted * grain, 1);
      if (first > 0 || part >= last) return whole();
      const own = { base: scratch, each: alignUp(wasm.quantizedScratchBytes(m, width)) };
      pool.run(
        jobOf("quantizedPanels", {
          rows: partCount(last, part),
          args: { ...args, ...rangeOf(last, part), scratch: own },
        }),
      );
    },
);

/** By ids. */
export const quantizedEmbeddingSplit = byHand<"quantizedEmbedding">(
  ({ wasm, pool, grain }) =>
    (args, whole) => {
      const { ids, y, count, width, scratch } = args;
      const part = partSize(count, (EMBEDDED * grain) / width, 1);
      if (part >= count) return whole();
      pool.run(
        jobOf("quantizedEmbedding", {
          rows: partCount(count, part),
          args: {
            ...args,
            ids: partOf(ids, 4 * part),
            y: partOf(y, 4 * part * width),
            count: countOf(count, part),
            scratch: { base: scratch, each: alignUp(wasm.quantizedEmbeddingScratchBytes(width)) },
          },
        }),
      );
    },
);
