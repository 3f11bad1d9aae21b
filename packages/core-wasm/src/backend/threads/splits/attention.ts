import { alignUp } from "../../allocator.ts";
import type { JobArgument } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

const SMALLEST = 1e6;
const PART = 5e5;
/** Up to this many queries read keys and values for few operations each: they count more. */
const FEW_QUERIES = 3;
const READING = 4;
/** Position of dMask among the arguments of attentionBackward. */
const D_MASK = 24;

type Arguments = readonly (number | boolean)[];

interface HeadRange {
  readonly first?: number;
  /** How many heads, and of how many a part has a multiple. */
  readonly total: number;
  readonly step: number;
  /** Of one head. */
  readonly flops: number;
  /** Scratch of a thread. */
  readonly bytes: number;
}

/**
 * By heads, in whole groups that share keys and values. Heads that share a gradient of the mask stay in one part, so
 * that it is summed in their order, or, where it is the elements of the batch that share it, follow each other.
 */
export const attentionSplits: Split<
  "attention" | "attentionScratchBytes" | "attentionBackward" | "attentionBackwardScratchBytes"
> = ({ wasm, pool, grain }) => {
  /** Whether the range was worth a job. */
  const run = (
    kernel: string,
    args: Arguments,
    { first = 0, total, step, flops, bytes }: HeadRange,
    whole?: () => void,
  ): boolean => {
    const part = partSize(total, (PART * grain) / flops, step);
    if (part >= total || total * flops < SMALLEST * grain) return false;
    const values: JobArgument[] = [...args.slice(1)];
    values[values.length - 1] = { base: Number(args.at(-1)), each: alignUp(bytes) };
    const range: JobArgument[] = [
      { base: first, down: part },
      { base: first + part, down: part, limit: first + total },
    ];
    const job = { kernel, rows: partCount(total, part), args: [...range, ...values] };
    pool.run(whole ? { ...job, whole } : job);
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
      const range = { total: batch * heads, step: heads / keyValueHeads, flops, bytes };
      const whole = (): void => wasm.attention(...args);
      if (!run("attentionHeads", args, range, whole)) whole();
    },
    attentionBackward: (...args) => {
      const [batch, heads, keyValueHeads, queries, keys, headSize] = args;
      const [dMask = 0, ofBatch = 0, ofHead = 0] = args.slice(D_MASK) as number[];
      const flops = (10 * queries * keys * headSize * heads) / keyValueHeads;
      const bytes = wasm.attentionBackwardScratchBytes(queries, keys, headSize);
      const heedsHeads = dMask !== 0 && ofHead === 0 && heads > 1;
      const heedsBatch = dMask !== 0 && ofBatch === 0 && batch > 1;
      const whole = (): void => wasm.attentionBackward(...args);
      const total = batch * keyValueHeads;
      const step = heedsHeads ? keyValueHeads : 1;
      const kernel = "attentionBackwardHeads";
      if (!heedsBatch) {
        if (!run(kernel, args, { total, step, flops, bytes }, whole)) whole();
        return;
      }
      const each = { total: keyValueHeads, step, flops, bytes };
      if (!run(kernel, args, each)) return whole();
      for (let first = keyValueHeads; first < total; first += keyValueHeads)
        run(kernel, args, { ...each, first });
    },
  };
};
