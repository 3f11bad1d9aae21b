import type { KernelExports } from "../../exports.generated.ts";
import { rangeOf } from "../job.ts";
import { partCount, partSize, type SplitContext } from "../split.ts";

/** The unit of `assembly/operand-table.ts`: whole vectors of the widest loop. */
const UNIT = 64;
/** Elements of a part: about ten microseconds and twenty, for a model of one part is faster alone. */
const CHEAP = 65_536;
const COSTLY = 32_768;
/** Parts of the largest tables, whose rows each part passes on its way to its own. */
const MOST_PARTS = 1024;

/** Kernels on a table of operands, and a part. */
const parts = {
  adagradStep: COSTLY,
  adamStep: COSTLY,
  clipGradient: CHEAP,
  clipGradientValue: CHEAP,
  lerp: CHEAP,
  lionStep: COSTLY,
  rmspropStep: COSTLY,
  sgdStep: COSTLY,
} as const satisfies Partial<Record<keyof KernelExports, number>>;

type OnTables = keyof typeof parts;
type AnyTableFunction = (
  ...args: [row: number, rows: number, first: number, last: number, ...scalars: number[]]
) => void;

/** By the elements of all operands together: small tensors share a part, large ones have several. */
export function operandTableSplits(context: SplitContext): Pick<KernelExports, OnTables> {
  const names = Object.keys(parts) as OnTables[];
  const splits = names.map((name) => [name, splitTable(name, context)]);
  return Object.fromEntries(splits) as Pick<KernelExports, OnTables>;
}

function splitTable(kernel: OnTables, { wasm, pool, grain }: SplitContext): AnyTableFunction {
  const run = wasm[kernel] as AnyTableFunction;
  return (row, rows, _, elements, ...scalars) => {
    const whole = (): void => run(row, rows, 0, elements, ...scalars);
    const part = tablePart(elements, parts[kernel] * grain, UNIT);
    if (part >= elements) return whole();
    const args = [row, rows, ...rangeOf(elements, part), ...scalars];
    pool.run({ kernel, rows: partCount(elements, part), args, whole });
  };
}

/** Size of the parts of a table of so many elements. */
export const tablePart = (elements: number, wanted: number, unit: number): number =>
  partSize(elements, Math.max(wanted, elements / MOST_PARTS), unit);
