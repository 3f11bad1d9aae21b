import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { expectNumeric } from "../options/expect-argument.ts";
import { flag, integer } from "../options/fields.ts";

export const relativePositionOptions = defineOptions("relativePositionBucket", {
  /** Keys behind the query have buckets of their own; otherwise they share the first. */
  bidirectional: flag({ default: true }),
  numBuckets: integer({ from: 1, default: 32 }),
  /** Distances from here on share the last bucket. */
  maxDistance: integer({ from: 1, default: 128 }),
});

/** How many buckets there are, for which distances; names and defaults are those of Hugging Face's T5, in camelCase. */
export type RelativePositionOptions = Given<typeof relativePositionOptions>;

/**
 * T5's bucket of a key's position minus the query's: one for each small distance, then logarithmic.
 * Raffel et al., arXiv:1910.10683, section 2.1; as in Hugging Face's T5, whose logarithm is float32.
 */
export function relativePositionBucket(
  relativePosition: number,
  options: RelativePositionOptions = {},
): number {
  expectNumeric("relativePositionBucket", "relativePosition", relativePosition);
  return bucketOf(relativePosition, relativePositionOptions.complete(options));
}

/** The same with all options, for many positions. */
export function bucketOf(
  relativePosition: number,
  { bidirectional, numBuckets, maxDistance }: Complete<typeof relativePositionOptions>,
): number {
  const buckets = bidirectional ? Math.floor(numBuckets / 2) : numBuckets;
  const base = bidirectional && relativePosition > 0 ? buckets : 0;
  const distance = bidirectional ? Math.abs(relativePosition) : Math.max(0, -relativePosition);
  const exact = Math.floor(buckets / 2);
  if (distance < exact) return base + distance;
  const { fround } = Math;
  const log = fround(Math.log(fround(distance / exact)));
  const share = fround(log / fround(Math.log(maxDistance / exact)));
  const large = exact + Math.floor(fround(share * (buckets - exact)));
  return base + Math.min(large, buckets - 1);
}
