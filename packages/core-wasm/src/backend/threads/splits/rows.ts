import type { KernelExports } from "../../exports.generated.ts";
import { countOf, type JobArgument, partOf } from "../job.ts";
import { partCount, partSize, type SplitContext } from "../split.ts";

/** Elements of a part: ten to twenty microseconds. */
const ELEMENTS = 16_384;

interface RowOperands {
  /** Position of the number of rows among the arguments, and of the elements in a row. */
  readonly rows: number;
  readonly columns: number;
  /** Positions of the operands that have whole rows. */
  readonly matrices: readonly number[];
  /** Positions of operands that have few numbers for a row: how many. */
  readonly perRow?: Readonly<Record<number, number>>;
}

/** Kernels whose rows do not know of each other. */
const operands = {
  softmax: { rows: 2, columns: 3, matrices: [0, 1] },
  softmaxBackward: { rows: 3, columns: 4, matrices: [0, 1, 2] },
  logSoftmax: { rows: 2, columns: 3, matrices: [0, 1] },
  logSoftmaxBackward: { rows: 3, columns: 4, matrices: [0, 1, 2] },
  layerNorm: { rows: 5, columns: 6, matrices: [0, 3], perRow: { 4: 2 } },
  rmsNorm: { rows: 4, columns: 5, matrices: [0, 2], perRow: { 3: 1 } },
  crossEntropy: { rows: 5, columns: 6, matrices: [0, 4], perRow: { 1: 1, 3: 1 } },
  sumRows: { rows: 2, columns: 3, matrices: [0], perRow: { 1: 1 } },
  maxRows: { rows: 2, columns: 3, matrices: [0], perRow: { 1: 1 } },
  minRows: { rows: 2, columns: 3, matrices: [0], perRow: { 1: 1 } },
  embedding: { rows: 3, columns: 4, matrices: [2], perRow: { 1: 1 } },
} as const satisfies Partial<Record<keyof KernelExports, RowOperands>>;

type ByRows = keyof typeof operands;

export function rowSplits(context: SplitContext): Pick<KernelExports, ByRows> {
  const names = Object.keys(operands) as ByRows[];
  const splits = names.map((name) => [name, splitRows(name, operands[name], context)]);
  return Object.fromEntries(splits) as Pick<KernelExports, ByRows>;
}

function splitRows(
  kernel: ByRows,
  { rows: rowsAt, columns: columnsAt, matrices, perRow = {} }: RowOperands,
  { wasm, pool, grain }: SplitContext,
): (...args: number[]) => void {
  const whole = wasm[kernel] as (...args: number[]) => void;
  return (...args) => {
    const rows = args[rowsAt]!;
    const columns = args[columnsAt]!;
    const part = partSize(rows, (ELEMENTS * grain) / Math.max(1, columns), 1);
    if (part >= rows) return whole(...args);
    const parts = args.map((argument, i): JobArgument => {
      if (i === rowsAt) return countOf(rows, part);
      if (matrices.includes(i)) return partOf(argument, 4 * part * columns);
      return perRow[i] ? partOf(argument, 4 * part * perRow[i]) : argument;
    });
    pool.run({ kernel, rows: partCount(rows, part), args: parts });
  };
}
