import { alignUp } from "../../allocator.ts";
import { FEW_ROWS } from "../../exports.generated.ts";
import { type ChunkArgument, jobOf, rangeOf } from "../job.ts";
import { byHand, partCount, partSize } from "../split.ts";

const SMALLEST = 1e6;
const PART = 5e5;
/** Few queries read keys and values for few operations each: they count more. */
const READING = 4;

interface Heads {
  /** How many heads, and of how many a part has a multiple. */
  readonly total: number;
  readonly step: number;
  /** Of one head. */
  readonly flops: number;
}

/** Parts of the heads, in whole groups; none where they are not worth a job. */
function partsOf({ total, step, flops }: Heads, grain: number, from = 0): HeadParts | undefined {
  const part = partSize(total, (PART * grain) / flops, step);
  if (part >= total || total * flops < SMALLEST * grain) return undefined;
  return { rows: partCount(total, part), range: rangeOf(total, part, from) };
}

interface HeadParts {
  readonly rows: number;
  readonly range: { readonly first: ChunkArgument; readonly last: ChunkArgument };
}

/** By heads, in whole groups that share keys and values. */
export const attentionSplit = byHand<"attention">(({ wasm, pool, grain }) => (args, whole) => {
  const { batch, heads, keyValueHeads, queries, keys, headSize } = args;
  const flops = 4 * queries * keys * headSize * (queries <= FEW_ROWS ? READING : 1);
  const parts = partsOf({ total: batch * heads, step: heads / keyValueHeads, flops }, grain);
  if (!parts) return whole();
  const each = alignUp(wasm.attentionScratchBytes(queries, keys, headSize));
  const scratch = { base: args.scratch, each };
  const { rows, range } = parts;
  pool.run(jobOf("attentionHeads", { rows, whole, args: { ...args, ...range, scratch } }));
});

/**
 * By heads of keys and values. Those that share a gradient of the mask stay in one part, so that it is summed in their
 * order, or, where it is the elements of the batch that share it, follow each other.
 */
export const attentionBackwardSplit = byHand<"attentionBackward">(
  ({ wasm, pool, grain }) =>
    (args, whole) => {
      const { batch, heads, keyValueHeads, queries, keys, headSize } = args;
      const { dMask, maskBatch, maskHead } = args;
      const flops = (10 * queries * keys * headSize * heads) / keyValueHeads;
      const each = alignUp(wasm.attentionBackwardScratchBytes(queries, keys, headSize));
      const own = { ...args, scratch: { base: args.scratch, each } };
      const step = dMask !== 0 && maskHead === 0 && heads > 1 ? keyValueHeads : 1;
      const all = batch * keyValueHeads;
      const heedsBatch = dMask !== 0 && maskBatch === 0 && batch > 1;
      const total = heedsBatch ? keyValueHeads : all;
      for (let from = 0; from < all; from += total) {
        const parts = partsOf({ total, step, flops }, grain, from);
        if (!parts) return whole();
        const job = { rows: parts.rows, args: { ...own, ...parts.range } };
        pool.run(jobOf("attentionBackwardHeads", heedsBatch ? job : { ...job, whole }));
      }
    },
);
