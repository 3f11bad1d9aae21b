import { type ChunkArgument, countOf, partOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

const ELEMENTS = 16_384;

/** By sequences; where rows of positions differ, by these rows with the sequences that share one. */
export const ropeSplit: Split<"rope"> = ({ wasm, pool, grain }) => ({
  rope: (...args) => {
    const [x, cos, sin, positions, y, positionRows, sequences, tokens, headSize, ...rest] = args;
    const rows = positions === 0 ? 1 : positionRows;
    const together = rows === 1 ? 1 : sequences / rows;
    const total = sequences / together;
    const elements = together * tokens * headSize;
    const part = partSize(total, (ELEMENTS * grain) / Math.max(1, elements), 1);
    if (part >= total) return wasm.rope(...args);
    const ofSequences: ChunkArgument = {
      base: sequences,
      down: -part * together,
      limit: part * together,
    };
    pool.run({
      kernel: "rope",
      rows: partCount(total, part),
      args: [
        ...[partOf(x, 4 * part * elements), cos, sin],
        rows === 1 ? positions : partOf(positions, 4 * part * tokens),
        partOf(y, 4 * part * elements),
        rows === 1 ? 1 : countOf(rows, part),
        ...[ofSequences, tokens, headSize, ...rest],
      ],
    });
  },
});
