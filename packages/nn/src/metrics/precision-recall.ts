/** How much of what was given is right, how much of what is right was given, and their harmonic mean; each 0 to 1. */
export interface PrecisionRecallF1 {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** From counts; a share of nothing is 0. */
export function precisionRecall(correct: number, given: number, wanted: number): PrecisionRecallF1 {
  const precision = shareOf(correct, given);
  const recall = shareOf(correct, wanted);
  return { precision, recall, f1: harmonicMean(precision, recall) };
}

/** Each of the three averaged on its own, by weights; all 0 where there is no weight. */
export function averageOf(
  scores: readonly PrecisionRecallF1[],
  weights: readonly number[] = scores.map(() => 1),
): PrecisionRecallF1 {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (key: keyof PrecisionRecallF1): number =>
    shareOf(
      scores.reduce((sum, score, i) => sum + weights[i]! * score[key], 0),
      all,
    );
  return { precision: mean("precision"), recall: mean("recall"), f1: mean("f1") };
}

const shareOf = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

const harmonicMean = (a: number, b: number): number => (a + b > 0 ? (2 * a * b) / (a + b) : 0);
