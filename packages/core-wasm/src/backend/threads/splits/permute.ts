import { PermuteKind } from "../../exports.generated.ts";
import { countOf, jobOf, partOf } from "../job.ts";
import { byHand, partCount, partSize } from "../split.ts";
import { tablesOfParts } from "./axis-tables.ts";

const ELEMENTS = 65_536;
/** int32 of an axis: size, step in x, step in y. */
const WORDS = 3;
const MOST_PARTS = 64;

/** Along the longest axis but the rows; an axis of the table has a table of its own for each part. */
export const permuteSplit = byHand<"permute">(({ pool, grain }) => (args, whole) => {
  const { axes, outer, x, y, kind, rows, columns, yStep } = args;
  const transposes = kind === PermuteKind.transpose;
  const first = (axes >>> 0) / 4;
  const table = Array.from(pool.memoryWords.subarray(first, first + WORDS * outer));
  const sizes = table.filter((_, i) => i % WORDS === 0);
  const inner = transposes ? rows * columns : columns;
  const total = sizes.reduce((product, size) => product * size, inner);
  if (total <= ELEMENTS * grain) return whole();
  const longest = Math.max(...sizes, columns);
  const axis = sizes.indexOf(longest); // -1: the columns
  const wanted = Math.max(longest / MOST_PARTS, (ELEMENTS * grain * longest) / total);
  const part = partSize(longest, wanted, axis < 0 ? 16 : 1);
  if (part >= longest) return whole();
  const tables =
    axis < 0 ? axes : pool.writeTables(tablesOfParts(table, WORDS * axis, longest, part));
  if (axis >= 0 && tables === 0) return whole();
  const inX = axis < 0 ? 1 : table[WORDS * axis + 1]!;
  const inY = axis < 0 ? (transposes ? yStep : 1) : table[WORDS * axis + 2]!;
  pool.run(
    jobOf("permute", {
      rows: partCount(longest, part),
      args: {
        ...args,
        axes: axis < 0 ? axes : partOf(tables, 4 * table.length),
        x: partOf(x, 4 * part * inX),
        y: partOf(y, 4 * part * inY),
        columns: axis < 0 ? countOf(longest, part) : columns,
      },
    }),
  );
});
