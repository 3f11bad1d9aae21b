import { SQUARES_BLOCK } from "../../exports.generated.ts";
import { jobOf, rangeOf } from "../job.ts";
import { byHand, partCount } from "../split.ts";
import { tablePart } from "./operand-table.ts";

const ELEMENTS = 65_536;

/** Blocks side by side; their sums are added by the caller, in the order of one thread. */
export const accumulateSquaresSplit = byHand<"accumulateSquares">(
  ({ wasm, pool, grain }) =>
    ({ row, rows, elements, sums, total }, whole) => {
      const part = tablePart(elements, ELEMENTS * grain, SQUARES_BLOCK);
      if (part >= elements) return whole();
      pool.run(
        jobOf("squareBlocks", {
          rows: partCount(elements, part),
          args: { row, rows, ...rangeOf(elements, part), sums },
        }),
      );
      wasm.addBlockSums(row, rows, sums, total);
    },
);
