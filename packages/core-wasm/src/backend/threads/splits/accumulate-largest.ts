import { countOf, jobOf, partOf } from "../job.ts";
import { byHand, partCount, partSize, WIDEST_LOOP } from "../split.ts";

const ELEMENTS = 65_536;

/** By elements, each part from a total of 0: the largest of the largest is exact, and a NaN stays one. */
export const accumulateLargestSplit = byHand<"accumulateLargest">(
  ({ wasm, pool, grain }) =>
    ({ x, count, total }, whole) => {
      const part = partSize(count, ELEMENTS * grain, WIDEST_LOOP);
      const rows = partCount(count, part);
      const totals = rows > 1 ? pool.writeTables(new Array<number>(rows).fill(0)) : 0;
      if (totals === 0) return whole();
      const args = {
        x: partOf(x, 4 * part),
        count: countOf(count, part),
        total: partOf(totals, 4),
      };
      pool.run(jobOf("accumulateLargest", { rows, args }));
      wasm.accumulateLargest(totals, rows, total);
    },
);
