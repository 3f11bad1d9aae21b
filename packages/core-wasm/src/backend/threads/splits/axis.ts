import type { KernelExports, KernelParameters } from "../../exports.generated.ts";
import { nameArguments } from "../../name-arguments.generated.ts";
import { countOf, type JobArgument, partOf } from "../job.ts";
import {
  type ExportWith,
  type KernelExport,
  type ParameterOf,
  parametersOf,
} from "../kernel-parameters.ts";
import { partCount, partSize, type SplitTarget, type VoidSplit, WIDEST_LOOP } from "../split.ts";

/** Elements of a part: ten to twenty microseconds. */
const ELEMENTS = 16_384;

/** Floats of operands from one index of an axis to the next. */
type Steps<K extends KernelExport> = { readonly [P in ParameterOf<K>]?: number };

/** An axis whose indices do not know of each other. */
interface Axis<K extends KernelExport> extends Grain {
  /** The parameter that has its length. */
  readonly axis: ParameterOf<K>;
  readonly steps: Steps<K>;
}

interface Grain {
  /** Elements that one index costs; unless given, the largest step. */
  readonly cost?: number;
  /** Parts have a multiple of so many indices; unless given, 1. */
  readonly multiple?: number;
}

/** Its arguments are checked for unknown names, as what a function returns is not. */
type Along<K extends KernelExport> = (
  axis: ParameterOf<K>,
  steps: Steps<K>,
  grain?: Grain,
) => Axis<K>;

/** Along an axis that follows from the arguments. */
export const byAxis =
  <K extends KernelExport>(
    axisOf: (args: KernelParameters[K], along: Along<K>) => Axis<K>,
  ): VoidSplit<K> =>
  (target) => {
    const along: Along<K> = (axis, steps, grain) => ({ axis, steps, ...grain });
    const { kernel, whole, grain } = target;
    const name = nameArguments[kernel];
    const names = parametersOf(kernel);
    return (...args) => {
      const { axis, steps, cost, multiple = 1 } = axisOf(name(...args), along);
      const total = Number(args[names.indexOf(axis)]);
      const elements = cost ?? Math.max(...names.map((each) => steps[each] ?? 0));
      const part = partSize(total, (ELEMENTS * grain) / (elements || 1), multiple);
      if (part >= total) whole(...args);
      else runParts(target, args, { axis, total, part, stepOf: (each) => steps[each] });
    };
  };

/** By elements, `wanted` of them in a part: each of the operands has `count`. */
export const byElements =
  <K extends ExportWith<"count">>(wanted: number, ...operands: ParameterOf<K>[]): VoidSplit<K> =>
  (target) => {
    const { kernel, whole, grain } = target;
    const axis: ParameterOf<K> = "count";
    const at = parametersOf(kernel).indexOf(axis);
    const stepOf = (each: ParameterOf<K>): number => (operands.includes(each) ? 1 : 0);
    return (...args) => {
      const total = Number(args[at]);
      const part = partSize(total, wanted * grain, WIDEST_LOOP);
      if (part >= total) whole(...args);
      else runParts(target, args, { axis, total, part, stepOf });
    };
  };

/**
 * By rows: `rows` and `columns` name their number and the elements of one, `matrices` have whole rows, and operands that
 * have few numbers for a row have so many.
 */
export const byRows =
  <K extends KernelExport>(
    rows: ParameterOf<K>,
    columns: ParameterOf<K>,
    matrices: readonly ParameterOf<K>[],
    perRow: Steps<K> = {},
  ): VoidSplit<K> =>
  (target) => {
    const { kernel, whole, grain } = target;
    const names = parametersOf(kernel);
    const [rowsAt, columnsAt] = [names.indexOf(rows), names.indexOf(columns)];
    return (...args) => {
      const total = Number(args[rowsAt]);
      const width = Number(args[columnsAt]);
      const part = partSize(total, (ELEMENTS * grain) / Math.max(1, width), 1);
      if (part >= total) return void whole(...args);
      const stepOf = (each: ParameterOf<K>) => (matrices.includes(each) ? width : perRow[each]);
      runParts(target, args, { axis: rows, total, part, stepOf });
    };
  };

interface Parts<K extends KernelExport> {
  readonly axis: ParameterOf<K>;
  readonly total: number;
  readonly part: number;
  /** Floats of an operand from one index to the next; none where parts have it whole. */
  readonly stepOf: (parameter: ParameterOf<K>) => number | undefined;
}

/** The same function over parts of the axis. */
function runParts<K extends KernelExport>(
  { kernel, pool }: SplitTarget<K>,
  args: Parameters<KernelExports[K]>,
  { axis, total, part, stepOf }: Parts<K>,
): void {
  const parts = parametersOf(kernel).map((name, i): JobArgument => {
    const argument = Number(args[i]);
    if (name === axis) return countOf(total, part);
    const step = stepOf(name);
    return step ? partOf(argument, 4 * part * step) : argument;
  });
  pool.run({ kernel, rows: partCount(total, part), args: parts });
}
