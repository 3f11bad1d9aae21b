import type { KernelExports } from "../../exports.generated.ts";
import { countOf, type JobArgument, partOf } from "../job.ts";
import { partCount, partSize, type SplitContext } from "../split.ts";

/** Whole vectors of the widest loop, so that each element meets the same instructions in every part. */
const STEP = 64;
/** Elements of a part: about ten microseconds. */
const CHEAP = 65_536;
const COSTLY = 16_384;

/** Kernels on elements: so many operands come first, then their length, then what does not change; and a part. */
const operands = {
  abs: [2, CHEAP],
  neg: [2, CHEAP],
  square: [2, CHEAP],
  sqrt: [2, CHEAP],
  scale: [2, CHEAP],
  reciprocal: [2, CHEAP],
  rsqrt: [2, CHEAP],
  relu: [2, CHEAP],
  exp: [2, COSTLY],
  log: [2, COSTLY],
  sin: [2, COSTLY],
  cos: [2, COSTLY],
  erf: [2, COSTLY],
  tanh: [2, COSTLY],
  sigmoid: [2, COSTLY],
  pow: [2, COSTLY],
  gelu: [3, COSTLY],
  geluTanh: [3, COSTLY],
  silu: [3, COSTLY],
  softplus: [3, COSTLY],
  absBackward: [3, CHEAP],
  reluBackward: [3, CHEAP],
  accumulate: [2, CHEAP],
} as const satisfies Partial<Record<keyof KernelExports, readonly [count: number, part: number]>>;

type Elementwise = keyof typeof operands;

export function elementwiseSplits(context: SplitContext): Pick<KernelExports, Elementwise> {
  const names = Object.keys(operands) as Elementwise[];
  const splits = names.map((name) => {
    const [count, part] = operands[name];
    return [name, splitElements(name, count, part, context)];
  });
  return Object.fromEntries(splits) as Pick<KernelExports, Elementwise>;
}

function splitElements(
  kernel: Elementwise,
  pointers: number,
  wanted: number,
  { wasm, pool, grain }: SplitContext,
): (...args: number[]) => void {
  const whole = wasm[kernel] as (...args: number[]) => void;
  return (...args) => {
    const count = args[pointers]!;
    const part = partSize(count, wanted * grain, STEP);
    if (part >= count) return whole(...args);
    const parts = args.map((argument, i): JobArgument => {
      if (i === pointers) return countOf(count, part);
      return i < pointers ? partOf(argument, 4 * part) : argument;
    });
    pool.run({ kernel, rows: partCount(count, part), args: parts });
  };
}
