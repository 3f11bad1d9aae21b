import type { EncodedText } from "./class-batch.ts";

/**
 * What an example of each class counts, so that all classes together count the same: examples / (classes * examples of the
 * class), as scikit-learn's "balanced". A class without examples counts as one with a single one.
 */
export function balancedWeights(texts: readonly EncodedText[], classes: number): Float32Array {
  const counts = new Array<number>(classes).fill(0);
  for (const { label } of texts) counts[label]!++;
  return Float32Array.from(counts, (count) => texts.length / (classes * Math.max(count, 1)));
}
