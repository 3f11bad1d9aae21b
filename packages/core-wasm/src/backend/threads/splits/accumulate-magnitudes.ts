import { MAGNITUDES_BLOCK } from "../../exports.generated.ts";
import { countOf, jobOf, partOf } from "../job.ts";
import { byHand, partCount, partSize } from "../split.ts";

const ELEMENTS = 65_536;
const SUM_BYTES = 8;

/** Blocks side by side; their sums are added by the caller, in the order of one thread. */
export const accumulateMagnitudesSplit = byHand<"accumulateMagnitudes">(
  ({ wasm, pool, grain }) =>
    ({ x, count, total, sums }, whole) => {
      const part = partSize(count, ELEMENTS * grain, MAGNITUDES_BLOCK);
      if (part >= count) return whole();
      pool.run(
        jobOf("magnitudeBlocks", {
          rows: partCount(count, part),
          args: {
            x: partOf(x, 4 * part),
            count: countOf(count, part),
            sums: partOf(sums, (SUM_BYTES * part) / MAGNITUDES_BLOCK),
          },
        }),
      );
      wasm.addBlockMagnitudes(sums, Math.ceil(count / MAGNITUDES_BLOCK), total);
    },
);
