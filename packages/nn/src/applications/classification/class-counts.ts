import type { EncodedText } from "./class-batch.ts";

export interface CountedClasses {
  readonly classes: number;
  readonly vocabSize: number;
}

/**
 * How much more often each token stands in texts of each class than in texts of the others, as naive Bayes has it: ln p(token |
 * class) less its mean over the classes, [vocabSize, classes]. A token counts once a text, and once beside that, so that none is
 * impossible (Laplace); tokens that no text has say nothing. Wang and Manning, ACL 2012.
 */
export function classCounts(
  texts: readonly EncodedText[],
  { classes, vocabSize }: CountedClasses,
): Float32Array {
  const counts = new Float64Array(vocabSize * classes).fill(1);
  const sums = new Array<number>(classes).fill(vocabSize);
  for (const { ids, label } of texts)
    for (const id of new Set(ids)) {
      counts[id * classes + label]!++;
      sums[label]!++;
    }
  const ratios = new Float32Array(counts.length);
  for (let at = 0; at < counts.length; at += classes) {
    const row = counts.subarray(at, at + classes);
    if (row.every((count) => count === 1)) continue;
    const logs = row.map((count, label) => Math.log(count / sums[label]!));
    const mean = logs.reduce((sum, one) => sum + one, 0) / classes;
    for (const [label, log] of logs.entries()) ratios[at + label] = log - mean;
  }
  return ratios;
}
