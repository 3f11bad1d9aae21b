import { FLOAT32_ROWS } from "../../exports.generated.ts";
import { jobOf } from "../job.ts";
import { byHand } from "../split.ts";

/** Elements from which the pool is worth its call. */
const ELEMENTS = 32_768;

/** By the blocks of 128 rows that the kernel has anyway; then the caller adds their sums, as one thread does. */
export const activationBackwardSplit = byHand<"activationBackward">(
  ({ wasm, pool, grain }) =>
    (args, whole) => {
      const { rows, columns, scratch, dbias } = args;
      const blocks = Math.ceil(rows / FLOAT32_ROWS);
      if (blocks < 2 || rows * columns < ELEMENTS * grain) return whole();
      const block = { base: 0, down: 1 };
      pool.run(jobOf("activationBackwardBlock", { rows: blocks, args: { ...args, block } }));
      wasm.sumBlocks(scratch, blocks, dbias, columns);
    },
);
