import { countOf, jobOf, partOf } from "../job.ts";
import { byHand, partCount, partSize } from "../split.ts";

const ELEMENTS = 16_384;

/** By sequences; where rows of positions differ, by these rows with the sequences that share one. */
export const ropeSplit = byHand<"rope">(({ pool, grain }) => (args, whole) => {
  const { x, y, positions, positionRows, sequences, tokens, headSize } = args;
  const rows = positions === 0 ? 1 : positionRows;
  const together = rows === 1 ? 1 : sequences / rows;
  const total = sequences / together;
  const elements = together * tokens * headSize;
  const part = partSize(total, (ELEMENTS * grain) / Math.max(1, elements), 1);
  if (part >= total) return whole();
  pool.run(
    jobOf("rope", {
      rows: partCount(total, part),
      args: {
        ...args,
        x: partOf(x, 4 * part * elements),
        positions: rows === 1 ? positions : partOf(positions, 4 * part * tokens),
        y: partOf(y, 4 * part * elements),
        positionRows: rows === 1 ? 1 : countOf(rows, part),
        sequences: { base: sequences, down: -part * together, limit: part * together },
      },
    }),
  );
});
