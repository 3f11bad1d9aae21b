import type { Split } from "../split.ts";

/** Rows whose column sums are float32 in one piece, on any number of threads. */
const BLOCK_ROWS = 128;
/** Elements from which the pool is worth its call. */
const ELEMENTS = 32_768;

/** By the blocks of 128 rows that the kernel has anyway; then the caller adds their sums, as one thread does. */
export const activationBackwardSplit: Split<"activationBackward"> = ({ wasm, pool, grain }) => ({
  activationBackward: (...args) => {
    const [kind, dy, gate, dx, dbias, rows, columns, scratch] = args;
    const blocks = Math.ceil(rows / BLOCK_ROWS);
    if (blocks < 2 || rows * columns < ELEMENTS * grain) return wasm.activationBackward(...args);
    pool.run({
      kernel: "activationBackwardBlock",
      rows: blocks,
      args: [kind, { base: 0, down: 1 }, dy, gate, dx, rows, columns, scratch],
    });
    wasm.sumBlocks(scratch, blocks, dbias, columns);
  },
});
