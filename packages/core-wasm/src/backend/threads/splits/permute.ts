import { countOf, type JobArgument, partOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

const ELEMENTS = 65_536;
/** int32 of an axis: size, step in x, step in y. */
const WORDS = 3;
const TRANSPOSE = 1;
const MOST_PARTS = 64;

/** Along the longest axis but the rows; an axis of the table has a table of its own for each part. */
export const permuteSplit: Split<"permute"> = ({ wasm, pool, grain }) => ({
  permute: (...args) => {
    const [axes, outer, x, y, kind, rows, columns, xStep, yStep] = args;
    const first = (axes >>> 0) / 4;
    const table = Array.from(pool.memoryWords.subarray(first, first + WORDS * outer));
    const sizes = table.filter((_, i) => i % WORDS === 0);
    const inner = kind === TRANSPOSE ? rows * columns : columns;
    const total = sizes.reduce((product, size) => product * size, inner);
    if (total <= ELEMENTS * grain) return wasm.permute(...args);
    const longest = Math.max(...sizes, columns);
    const axis = sizes.indexOf(longest); // -1: the columns
    const wanted = Math.max(longest / MOST_PARTS, (ELEMENTS * grain * longest) / total);
    const part = partSize(longest, wanted, axis < 0 ? 16 : 1);
    if (part >= longest) return wasm.permute(...args);
    const parts = partCount(longest, part);
    const inX = axis < 0 ? 1 : table[WORDS * axis + 1]!;
    const inY = axis < 0 ? (kind === TRANSPOSE ? yStep : 1) : table[WORDS * axis + 2]!;
    const tables =
      axis < 0 ? axes : pool.writeTables(tablesOf(table, WORDS * axis, longest, part, parts));
    if (axis >= 0 && tables === 0) return wasm.permute(...args);
    const ofTable: JobArgument = axis < 0 ? axes : partOf(tables, 4 * table.length);
    pool.run({
      kernel: "permute",
      rows: parts,
      args: [
        ...[ofTable, outer, partOf(x, 4 * part * inX), partOf(y, 4 * part * inY), kind, rows],
        ...[axis < 0 ? countOf(longest, part) : columns, xStep, yStep],
      ],
    });
  },
});

/** The table once for each part, with that part's size at word `at`. */
function tablesOf(
  table: readonly number[],
  at: number,
  size: number,
  part: number,
  parts: number,
): number[] {
  return Array.from({ length: parts }, (_, i) =>
    table.map((word, j) => (j === at ? Math.min(part, size - i * part) : word)),
  ).flat();
}
