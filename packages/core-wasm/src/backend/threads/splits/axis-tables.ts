import type { KernelExports } from "../../exports.generated.ts";
import { type JobArgument, partOf } from "../job.ts";
import { type ExportWith, type ParameterOf, parametersOf } from "../kernel-parameters.ts";
import { partCount, partSize, type SplitTarget, WIDEST_LOOP } from "../split.ts";

const ELEMENTS = 65_536;

interface TableOperands<K extends OverAxes> {
  /** Operands that step by the table of axes, in its order. */
  readonly strided: readonly ParameterOf<K>[];
  /** The operand whose elements follow each other. */
  readonly contiguous: ParameterOf<K>;
  /** Whether the operand of the table is added to: its parts must not share elements. */
  readonly adds?: boolean;
}

type OverAxes = ExportWith<"axes" | "outer">;
type End<K extends OverAxes> = ReturnType<KernelExports[K]> | number;

/**
 * Over a table of axes, along the first that is longer than 1, each part with a table of its own. Gives the end of the
 * contiguous operand, as those of the functions do that give something.
 */
export const byAxisTable =
  <K extends OverAxes>({ strided, contiguous, adds = false }: TableOperands<K>) =>
  ({ kernel, whole, pool, grain }: SplitTarget<K>) => {
    const names = parametersOf(kernel);
    const [axesAt, outerAt] = [names.indexOf("axes"), names.indexOf("outer")];
    const contiguousAt = names.indexOf(contiguous);
    const words = 1 + strided.length; // of an axis: size, and a step of each operand
    return (...args: Parameters<KernelExports[K]>): End<K> => {
      const outer = Number(args[outerAt]);
      const first = (Number(args[axesAt]) >>> 0) / 4;
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
      const part = partSize(
        size,
        (ELEMENTS * grain) / Math.max(1, inner),
        at === outer ? WIDEST_LOOP : 1,
      );
      if (part >= size) return whole(...args);
      if (adds && !standApart(table.slice(words * at))) return whole(...args);
      const tables = pool.writeTables(tablesOfParts(table, words * at, size, part));
      if (tables === 0) return whole(...args);
      const partIn = (name: ParameterOf<K>, i: number): JobArgument => {
        const argument = Number(args[i]);
        if (name === "axes") return partOf(tables, 4 * table.length);
        if (name === contiguous) return partOf(argument, 4 * part * inner);
        const operand = strided.indexOf(name);
        if (operand < 0) return argument;
        return partOf(argument, 4 * part * table[words * at + 1 + operand]!);
      };
      pool.run({ kernel, rows: partCount(size, part), args: names.map(partIn) });
      return Number(args[contiguousAt]) + 4 * size * inner;
    };
  };

/** Whether no index of the first axis, { size, step }, reaches an element of another. */
function standApart([, step = 0, ...inner]: readonly number[]): boolean {
  let reach = 0;
  for (let i = 0; i < inner.length; i += 2) reach += (inner[i]! - 1) * Math.abs(inner[i + 1]!);
  return Math.abs(step) > reach;
}

/** The table once for each part, with that part's size of the axis at word `at`. */
export function tablesOfParts(
  table: readonly number[],
  at: number,
  size: number,
  part: number,
): number[] {
  return Array.from({ length: partCount(size, part) }, (_, i) =>
    table.map((word, j) => (j === at ? Math.min(part, size - i * part) : word)),
  ).flat();
}
