import { rangeOf } from "../job.ts";
import { partCount, type Split } from "../split.ts";
import { tablePart } from "./operand-table.ts";

/** Elements of a block, whose squares are summed in float32, and of a part. */
const BLOCK = 1024;
const ELEMENTS = 65_536;

/** Blocks side by side; their sums are added by the caller, in the order of one thread. */
export const accumulateSquaresSplit: Split<"accumulateSquares"> = ({ wasm, pool, grain }) => ({
  accumulateSquares: (row, rows, elements, sums, total) => {
    const part = tablePart(elements, ELEMENTS * grain, BLOCK);
    if (part >= elements) return wasm.accumulateSquares(row, rows, elements, sums, total);
    pool.run({
      kernel: "squareBlocks",
      rows: partCount(elements, part),
      args: [row, rows, ...rangeOf(elements, part), sums],
    });
    wasm.addBlockSums(row, rows, sums, total);
  },
});
