import { alignUp } from "../../allocator.ts";
import { type JobArgument, rangeOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

const SMALLEST = 1e6;
const PART = 5e5;
/** Up to this many queries read keys and values for few operations each: they count more. */
const FEW_QUERIES = 3;
const READING = 4;
/** Position of dMask among the arguments of attentionBackward. */
const D_MASK = 24;

type Arguments = readonly (number | boolean)[];

/** By heads, in whole groups that share keys and values; a gradient of the mask is added by one thread. */
export const attentionSplits: Split<
  "attention" | "attentionScratchBytes" | "attentionBackward" | "attentionBackwardScratchBytes"
> = ({ wasm, pool, grain }) => {
  /** The job over `total` heads, `step` at a time; `flops` of one. */
  const run = (
    kernel: string,
    whole: () => void,
    args: Arguments,
    [total, step, flops, scratchBytes]: readonly [number, number, number, number],
  ): boolean => {
    const part = partSize(total, (PART * grain) / flops, step);
    if (part >= total || total * flops < SMALLEST * grain) return false;
    const values: JobArgument[] = [...args.slice(1)];
    const scratch = Number(args.at(-1));
    values[values.length - 1] = { base: scratch, each: alignUp(scratchBytes) };
    pool.run({
      kernel,
      whole,
      rows: partCount(total, part),
      args: [...rangeOf(total, part), ...values],
    });
    return true;
  };
  return {
    attentionScratchBytes: (...sizes) =>
      pool.threads * alignUp(wasm.attentionScratchBytes(...sizes)),
    attentionBackwardScratchBytes: (...sizes) =>
      pool.threads * alignUp(wasm.attentionBackwardScratchBytes(...sizes)),
    attention: (...args) => {
      const [batch, heads, keyValueHeads, queries, keys, headSize] = args;
      const flops = 4 * queries * keys * headSize * (queries <= FEW_QUERIES ? READING : 1);
      const bytes = wasm.attentionScratchBytes(queries, keys, headSize);
      const shape = [batch * heads, heads / keyValueHeads, flops, bytes] as const;
      const whole = (): void => wasm.attention(...args);
      if (!run("attentionHeads", whole, args, shape)) whole();
    },
    attentionBackward: (...args) => {
      const [batch, heads, keyValueHeads, queries, keys, headSize] = args;
      const flops = (10 * queries * keys * headSize * heads) / keyValueHeads;
      const bytes = wasm.attentionBackwardScratchBytes(queries, keys, headSize);
      const shape = [batch * keyValueHeads, 1, flops, bytes] as const;
      const whole = (): void => wasm.attentionBackward(...args);
      if (args[D_MASK] !== 0 || !run("attentionBackwardHeads", whole, args, shape)) whole();
    },
  };
};
