import type { KernelExports } from "../../exports.generated.ts";
import { partOf } from "../job.ts";
import { partCount, partSize, type SplitContext } from "../split.ts";

const ELEMENTS = 65_536;
const STEP = 64;

interface Form {
  /** What comes before the table of axes. */
  readonly before: number;
  /** Operands that step by the table; then comes one whose elements follow each other. */
  readonly operands: number;
  /** Whether the operand of the table is added to: its parts must not share elements. */
  readonly adds?: boolean;
}

/** Kernels over a table of axes. */
const forms = {
  add: { before: 0, operands: 2 },
  sub: { before: 0, operands: 2 },
  mul: { before: 0, operands: 2 },
  div: { before: 0, operands: 2 },
  maximum: { before: 0, operands: 2 },
  minimum: { before: 0, operands: 2 },
  compare: { before: 1, operands: 2 },
  where: { before: 0, operands: 3 },
  asStrided: { before: 0, operands: 1 },
  addAsStrided: { before: 0, operands: 1, adds: true },
} as const satisfies Partial<Record<keyof KernelExports, Form>>;

type Broadcast = keyof typeof forms;

/** Along the first axis that is longer than 1, each part with a table of axes of its own. */
export function broadcastSplits(context: SplitContext): Pick<KernelExports, Broadcast> {
  const names = Object.keys(forms) as Broadcast[];
  const splits = names.map((name) => [name, splitAxes(name, forms[name], context)]);
  return Object.fromEntries(splits) as Pick<KernelExports, Broadcast>;
}

function splitAxes(
  kernel: Broadcast,
  { before, operands, adds = false }: Form,
  { wasm, pool, grain }: SplitContext,
): (...args: number[]) => unknown {
  const whole = wasm[kernel] as (...args: number[]) => unknown;
  const words = 1 + operands; // of an axis: size, and a step of each operand
  return (...args) => {
    const [axes, outer, ...pointers] = args.slice(before) as [number, number, ...number[]];
    const first = (axes >>> 0) / 4;
    const end = first + words * (outer + 1);
    const memory = pool.memoryWords;
    let total = 1;
    for (let axis = first; axis < end; axis += words) total *= memory[axis]!;
    if (total <= ELEMENTS * grain) return whole(...args); // the usual case costs no table
    const table = Array.from(memory.subarray(first, end));
    const sizes = table.filter((_, i) => i % words === 0);
    const at = Math.max(
      0,
      sizes.findIndex((size) => size > 1),
    );
    const size = sizes[at]!;
    const inner = sizes.slice(at + 1).reduce((product, each) => product * each, 1);
    const step = at === outer ? STEP : 1;
    const part = partSize(size, (ELEMENTS * grain) / Math.max(1, inner), step);
    if (part >= size) return whole(...args);
    if (adds && !standApart(table.slice(words * at))) return whole(...args);
    const tables = pool.writeTables(tablesOf(table, words * at, size, part));
    if (tables === 0) return whole(...args);
    const result = pointers.pop()!;
    pool.run({
      kernel,
      rows: partCount(size, part),
      args: [
        ...args.slice(0, before),
        partOf(tables, 4 * table.length),
        outer,
        ...pointers.map((pointer, i) => partOf(pointer, 4 * part * table[words * at + 1 + i]!)),
        partOf(result, 4 * part * inner),
      ],
    });
    return result + 4 * size * inner; // the end of the operand without steps
  };
}

/** Whether no index of the first axis, { size, step }, reaches an element of another. */
function standApart([, step = 0, ...inner]: readonly number[]): boolean {
  let reach = 0;
  for (let i = 0; i < inner.length; i += 2) reach += (inner[i]! - 1) * Math.abs(inner[i + 1]!);
  return Math.abs(step) > reach;
}

/** The table once for each part, with that part's size of the axis at word `at`. */
function tablesOf(table: readonly number[], at: number, size: number, part: number): number[] {
  return Array.from({ length: partCount(size, part) }, (_, i) =>
    table.map((word, j) => (j === at ? Math.min(part, size - i * part) : word)),
  ).flat();
}
