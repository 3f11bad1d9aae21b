import { countOf, partOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

/** Elements of a block, whose squares are summed in float32, and of a part. */
const BLOCK = 1024;
const ELEMENTS = 65_536;

/** Blocks side by side; their sums are added by the caller, in the order of one thread. */
export const accumulateSquaresSplit: Split<"accumulateSquares"> = ({ wasm, pool, grain }) => ({
  accumulateSquares: (x, count, total, sums) => {
    const part = partSize(count, ELEMENTS * grain, BLOCK);
    if (part >= count) return wasm.accumulateSquares(x, count, total, sums);
    pool.run({
      kernel: "squareBlocks",
      rows: partCount(count, part),
      args: [partOf(x, 4 * part), countOf(count, part), partOf(sums, (4 * part) / BLOCK)],
    });
    wasm.addBlockSums(sums, Math.ceil(count / BLOCK), total);
  },
});
