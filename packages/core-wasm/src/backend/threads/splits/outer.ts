import type { KernelExports } from "../../exports.generated.ts";
import { countOf, type JobArgument, partOf } from "../job.ts";
import { partCount, partSize, type SplitContext } from "../split.ts";

/** Elements of a part: ten to twenty microseconds. */
const ELEMENTS = 16_384;

interface OuterAxis {
  /** Position of the axis' length among the arguments. */
  readonly at: number;
  /** Elements from one index of the axis to the next, by the position of the pointer. */
  readonly steps: Readonly<Record<number, number>>;
  /** Elements that one index costs; unless given, the largest step. */
  readonly cost?: number;
  /** Parts have a multiple of so many indices; unless given, 1. */
  readonly multiple?: number;
}

type Axis = (...args: number[]) => OuterAxis;

/** Kernels over an axis whose indices do not know of each other. */
const axes = {
  gather: (...args) => {
    const [outer, size, count, inner] = args.slice(3) as [number, number, number, number];
    if (outer === 1) return { at: 5, steps: { 1: inner, 2: inner } };
    return { at: 3, steps: { 0: size * inner, 1: count * inner, 2: count * inner } };
  },
  indexSelect: (...args) => {
    const [outer, size, count, inner] = args.slice(3) as [number, number, number, number];
    if (outer === 1) return { at: 5, steps: { 1: 1, 2: inner } };
    return { at: 3, steps: { 0: size * inner, 2: count * inner } };
  },
  cumsum: (_x, _y, _outer, count = 0, inner = 0) => {
    const step = count * inner;
    return { at: 2, steps: { 0: step, 1: step } };
  },
  argmax: (_x, _y, _outer, count = 0, inner = 0) => ({
    at: 2,
    steps: { 0: count * inner, 1: inner },
  }),
  topk: (_x, _values, _indices, _rows, columns = 0, k = 0) => ({
    at: 3,
    steps: { 0: columns, 1: k, 2: k },
  }),
  unfold: (...args) => {
    const { plane, places, cells } = windowSizes(args.slice(3));
    return { at: 2, steps: { 0: plane, 1: places * cells } };
  },
  fold: (...args) => {
    const { plane, places, cells } = windowSizes(args.slice(3));
    return { at: 2, steps: { 0: places * cells, 1: plane } };
  },
  maxPool2d: (...args) => {
    const { plane, places, cells } = windowSizes(args.slice(4));
    return { at: 3, steps: { 0: plane, 1: places, 2: places }, cost: places * cells };
  },
  writeRows: (_target, _source, count, width = 0, targetStep = 0, sourceStep = 0) => {
    if (count === 1) return { at: 3, steps: { 0: 1, 1: 1 }, cost: 1 / 4, multiple: 64 };
    return { at: 2, steps: { 0: targetStep, 1: sourceStep }, cost: width };
  },
} as const satisfies Partial<Record<keyof KernelExports, Axis>>;

/** Elements of a plane, places of the window, and cells of the window. */
function windowSizes(sizes: readonly number[]) {
  const [height = 0, width = 0, rows = 0, columns = 0, kernelY = 0, kernelX = 0] = sizes;
  return { plane: height * width, places: rows * columns, cells: kernelY * kernelX };
}

type OverOuterAxis = keyof typeof axes;

export function outerSplits(context: SplitContext): Pick<KernelExports, OverOuterAxis> {
  const names = Object.keys(axes) as OverOuterAxis[];
  const splits = names.map((name) => [name, splitAxis(name, axes[name], context)]);
  return Object.fromEntries(splits) as Pick<KernelExports, OverOuterAxis>;
}

function splitAxis(
  kernel: OverOuterAxis,
  axisOf: Axis,
  { wasm, pool, grain }: SplitContext,
): (...args: number[]) => void {
  const whole = wasm[kernel] as (...args: number[]) => void;
  return (...args) => {
    const { at, steps, cost = Math.max(...Object.values(steps)), multiple = 1 } = axisOf(...args);
    const total = args[at]!;
    const part = partSize(total, (ELEMENTS * grain) / (cost || 1), multiple);
    if (part >= total) return whole(...args);
    const parts = args.map((argument, i): JobArgument => {
      if (i === at) return countOf(total, part);
      const step = steps[i];
      return step === undefined ? argument : partOf(argument, 4 * part * step);
    });
    pool.run({ kernel, rows: partCount(total, part), args: parts });
  };
}
