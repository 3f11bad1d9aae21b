import { RANDOM_WORDS } from "../../exports.generated.ts";
import { jobOf, rangeOf } from "../job.ts";
import { byHand, partCount, partSize } from "../split.ts";

const BLOCKS = 256;

/** By blocks of 32 elements; random numbers follow from the position alone. */
export const dropoutSplit = byHand<"dropout">(({ pool, grain }) => (args, whole) => {
  const blocks = Math.ceil(args.count / RANDOM_WORDS);
  const part = partSize(blocks, BLOCKS * grain, 4);
  if (part >= blocks) return whole();
  pool.run(
    jobOf("dropoutBlocks", {
      rows: partCount(blocks, part),
      args: { ...args, ...rangeOf(blocks, part), words: pool.scratch },
    }),
  );
});
