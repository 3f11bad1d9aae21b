import { defineOptions, type Given } from "../../options/define-options.ts";
import { describeValue } from "../../options/describe-value.ts";
import { integer } from "../../options/fields.ts";
import { expectEqualLists } from "../equal-lists.ts";

/** What a model says of each class, one row an example. */
export type ClassScores = readonly ArrayLike<number>[];

/** Rows of one width, whose columns are the classes 0, 1, ... that the labels name. */
function expectRows(who: string, name: string, labels: ArrayLike<number>, rows: ClassScores): void {
  expectEqualLists(who, ["labels", labels], [name, rows]);
  const width = rows[0]?.length;
  for (const [i, row] of rows.entries()) {
    if (typeof width !== "number" || width === 0 || row?.length !== width)
      throw new RangeError(
        `${who}: ${name}[${i}] has ${row?.length} classes, expected ${width || "some"} as in the first row`,
      );
    const label = labels[i];
    if (!Number.isInteger(label) || label! < 0 || label! >= width)
      throw new RangeError(
        `${who}: labels[${i}] is ${describeValue(label)}, expected a class from 0 to ${width - 1}`,
      );
  }
}

function expectProbabilities(who: string, rows: ClassScores): void {
  for (const [i, row] of rows.entries())
    for (let k = 0; k < row.length; k++)
      if (!(row[k]! >= 0 && row[k]! <= 1))
        throw new RangeError(
          `${who}: probabilities[${i}][${k}] is ${describeValue(row[k])}, expected 0 to 1`,
        );
}

/**
 * Mean negative logarithm of the probability that the true class got, in nats. 0 counts as 2.2e-16, as in scikit-learn.
 * Labels are columns of the probabilities.
 *
 * @throws RangeError for rows that do not go together, a label that is no column, and what is no probability
 */
export function logLoss(labels: ArrayLike<number>, probabilities: ClassScores): number {
  expectRows("logLoss", "probabilities", labels, probabilities);
  expectProbabilities("logLoss", probabilities);
  let nats = 0;
  for (const [i, row] of probabilities.entries())
    nats -= Math.log(Math.max(row[labels[i]!]!, Number.EPSILON));
  return nats / probabilities.length;
}

const topKOptions = defineOptions("topKAccuracy", {
  /** 2 unless given. */
  k: integer({ from: 1, default: 2 }),
});

/** Options of `topKAccuracy`. */
export type TopKOptions = Given<typeof topKOptions>;

/**
 * Share of examples whose class is among the k highest scores, 0 to 1. Of equal scores the last class counts as the
 * higher, as in scikit-learn.
 *
 * @throws RangeError for rows that do not go together, and a label that is no column
 */
export function topKAccuracy(
  labels: ArrayLike<number>,
  scores: ClassScores,
  options: TopKOptions = {},
): number {
  const { k } = topKOptions.complete(options);
  expectRows("topKAccuracy", "scores", labels, scores);
  const right = scores.filter((row, i) => {
    const label = labels[i]!;
    let above = 0;
    for (let other = 0; other < row.length; other++)
      if (row[other]! > row[label]! || (row[other] === row[label] && other > label)) above++;
    return above < k;
  });
  return right.length / scores.length;
}

const calibrationOptions = defineOptions("calibrationError", {
  /** Bins of equal width: 15 unless given. */
  bins: integer({ from: 1, to: 2 ** 20, default: 15 }),
});

/** Options of `calibrationError`. */
export type CalibrationOptions = Given<typeof calibrationOptions>;

/**
 * Expected calibration error, 0 to 1: how far confidence (the highest probability) and accuracy are apart, on average over
 * bins of confidence (from, to]. Guo et al., On Calibration of Modern Neural Networks (ICML 2017). Of equal
 * probabilities the first class is the prediction.
 *
 * @throws RangeError for rows that do not go together, a label that is no column, and what is no probability
 */
export function calibrationError(
  labels: ArrayLike<number>,
  probabilities: ClassScores,
  options: CalibrationOptions = {},
): number {
  const { bins } = calibrationOptions.complete(options);
  expectRows("calibrationError", "probabilities", labels, probabilities);
  expectProbabilities("calibrationError", probabilities);
  const gaps = new Float64Array(bins);
  for (const [i, row] of probabilities.entries()) {
    const confidence = Math.max(...Array.from(row));
    const right = Array.from(row).indexOf(confidence) === labels[i] ? 1 : 0;
    gaps[Math.max(0, Math.ceil(confidence * bins) - 1)]! += confidence - right;
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / probabilities.length;
}
