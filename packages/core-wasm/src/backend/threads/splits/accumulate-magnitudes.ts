import { countOf, partOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

/** Elements of a block, whose magnitudes are summed together, and of a part. */
const BLOCK = 16_384;
const ELEMENTS = 65_536;

/** Blocks side by side; their sums are added by the caller, in the order of one thread. */
export const accumulateMagnitudesSplit: Split<"accumulateMagnitudes"> = ({
  wasm,
  pool,
  grain,
}) => ({
  accumulateMagnitudes: (x, count, total, sums) => {
    const part = partSize(count, ELEMENTS * grain, BLOCK);
    if (part >= count) return wasm.accumulateMagnitudes(x, count, total, sums);
    pool.run({
      kernel: "magnitudeBlocks",
      rows: partCount(count, part),
      args: [partOf(x, 4 * part), countOf(count, part), partOf(sums, (8 * part) / BLOCK)],
    });
    wasm.addBlockMagnitudes(sums, Math.ceil(count / BLOCK), total);
  },
});
