import { type JobArgument, jobOf, rangeOf } from "../job.ts";
import { byHand, partCount, partSize, type SplitContext } from "../split.ts";

/** Blocks of a part: some hundred microseconds. */
const BLOCKS = 4096;

/** How blocks of 8 numbers, which follow from their position alone, are cut; undefined for one part. */
function cut({ pool, grain }: SplitContext, first: number, last: number) {
  const blocks = last - first;
  const part = partSize(blocks, BLOCKS * grain, 1);
  if (part >= blocks) return undefined;
  const words: JobArgument = pool.scratch;
  return { rows: partCount(blocks, part), args: { ...rangeOf(blocks, part, first), words } };
}

export const drawUniformSplit = byHand<"drawUniform">((context) => (args, whole) => {
  const parts = cut(context, args.first, args.last);
  if (!parts) return whole();
  context.pool.run(jobOf("drawUniform", { ...parts, args: { ...args, ...parts.args } }));
});

export const drawNormalSplit = byHand<"drawNormal">((context) => (args, whole) => {
  const parts = cut(context, args.first, args.last);
  if (!parts) return whole();
  context.pool.run(jobOf("drawNormal", { ...parts, args: { ...args, ...parts.args } }));
});
