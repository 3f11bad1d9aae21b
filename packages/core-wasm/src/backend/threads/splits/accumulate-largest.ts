import { countOf, partOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

const STEP = 64;
const ELEMENTS = 65_536;

/** By elements, each part from a total of 0: the largest of the largest is exact, and a NaN stays one. */
export const accumulateLargestSplit: Split<"accumulateLargest"> = ({ wasm, pool, grain }) => ({
  accumulateLargest: (x, count, total) => {
    const part = partSize(count, ELEMENTS * grain, STEP);
    const parts = partCount(count, part);
    const totals = parts > 1 ? pool.writeTables(new Array<number>(parts).fill(0)) : 0;
    if (totals === 0) return wasm.accumulateLargest(x, count, total);
    pool.run({
      kernel: "accumulateLargest",
      rows: parts,
      args: [partOf(x, 4 * part), countOf(count, part), partOf(totals, 4)],
    });
    wasm.accumulateLargest(totals, parts, total);
  },
});
