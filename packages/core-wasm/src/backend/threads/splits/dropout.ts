import { rangeOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

const BLOCKS = 512; // of 16 elements

/** By blocks of 16 elements; random numbers follow from the position alone. */
export const dropoutSplit: Split<"dropout"> = ({ wasm, pool, grain }) => ({
  dropout: (...args) => {
    const [x, residual, y, count, threshold, scale, seed, stream] = args;
    const blocks = Math.ceil(count / 16);
    const part = partSize(blocks, BLOCKS * grain, 4);
    if (part >= blocks) return wasm.dropout(...args);
    pool.run({
      kernel: "dropoutBlocks",
      rows: partCount(blocks, part),
      args: [
        ...[...rangeOf(blocks, part), x, residual, y, count],
        ...[threshold, scale, seed, stream, pool.scratch],
      ],
    });
  },
});
