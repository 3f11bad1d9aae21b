import type { KernelExports } from "../../exports.ts";
import { partOf } from "../job.ts";
import { partCount, partSize, type SplitContext } from "../split.ts";

const ELEMENTS = 65_536;
const STEP = 64;
const WORDS = 3; // of an axis: size, step of a, step of b

const names = ["add", "sub", "mul", "div", "maximum", "minimum"] as const;
type Arithmetic = (typeof names)[number];

/** Along the first axis that is longer than 1, each part with a table of axes of its own. */
export function arithmeticSplits(context: SplitContext): Pick<KernelExports, Arithmetic> {
  const splits = names.map((name) => [name, splitAxes(name, context)]);
  return Object.fromEntries(splits) as Pick<KernelExports, Arithmetic>;
}

function splitAxes(
  kernel: Arithmetic,
  { wasm, pool, grain }: SplitContext,
): KernelExports[Arithmetic] {
  return (axes, outer, a, b, c) => {
    const table = Array.from(pool.readWords(axes, WORDS * (outer + 1)));
    const sizes = table.filter((_, i) => i % WORDS === 0);
    const at = Math.max(
      0,
      sizes.findIndex((size) => size > 1),
    );
    const inner = sizes.slice(at + 1).reduce((product, size) => product * size, 1);
    const size = sizes[at]!;
    const step = at === outer ? STEP : 1;
    const part = partSize(size, (ELEMENTS * grain) / Math.max(1, inner), step);
    const parts = partCount(size, part);
    const tables = part < size ? tablesOf(table, WORDS * at, size, part) : [];
    const pointer = part < size ? pool.writeTables(tables) : 0;
    if (pointer === 0) return wasm[kernel](axes, outer, a, b, c);
    const [stepA, stepB] = [table[WORDS * at + 1]!, table[WORDS * at + 2]!];
    pool.run({
      kernel,
      rows: parts,
      args: [
        partOf(pointer, 4 * table.length),
        outer,
        partOf(a, 4 * part * stepA),
        partOf(b, 4 * part * stepB),
        partOf(c, 4 * part * inner),
      ],
    });
  };
}

/** The table once for each part, with that part's size of the axis at word `at`. */
function tablesOf(table: readonly number[], at: number, size: number, part: number): number[] {
  return Array.from({ length: partCount(size, part) }, (_, i) =>
    table.map((word, j) => (j === at ? Math.min(part, size - i * part) : word)),
  ).flat();
}
