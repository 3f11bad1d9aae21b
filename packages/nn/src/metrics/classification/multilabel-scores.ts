import { describeValue } from "../../options/describe-value.ts";
import { expectEqualLists } from "../equal-lists.ts";
import { averageOf, precisionRecall } from "../precision-recall.ts";
import { sumOf } from "./class-counts.ts";

/** Each 0 to 1; the F1 of nothing is 0. */
export interface MultilabelScores {
  /** Share of examples with every label right. */
  readonly subsetAccuracy: number;
  /** Share of labels that are wrong. */
  readonly hammingLoss: number;
  /** F1 over all labels of all examples. */
  readonly micro: number;
  /** Mean F1 over labels. */
  readonly macro: number;
  /** Mean F1 over labels, by how often each is set. */
  readonly weighted: number;
  /** Mean F1 over examples. */
  readonly samples: number;
}

/**
 * Scores of predictions that may set any number of labels: a row of 0 and 1 an example, as scikit-learn counts them.
 *
 * @throws RangeError for rows that do not go together, and for what is neither 0 nor 1
 */
export function multilabelScores(
  labels: readonly ArrayLike<number>[],
  predictions: readonly ArrayLike<number>[],
): MultilabelScores {
  expectEqualLists("multilabelScores", ["labels", labels], ["predictions", predictions]);
  const width = labels[0]?.length ?? 0;
  const truth = readRows("labels", labels, width);
  const given = readRows("predictions", predictions, width);
  const wrong = truth.map((row, i) => row.filter((value, k) => value !== given[i]![k]).length);
  const columns = (rows: readonly number[][]): number[][] =>
    Array.from({ length: width }, (_, k) => rows.map((row) => row[k]!));
  const perLabel = scoresOf(columns(truth), columns(given));
  const set = columns(truth).map(sumOf);
  return {
    subsetAccuracy: wrong.filter((count) => count === 0).length / truth.length,
    hammingLoss: sumOf(wrong) / (truth.length * width),
    micro: scoresOf([truth.flat()], [given.flat()])[0]!.f1,
    macro: averageOf(perLabel).f1,
    weighted: averageOf(perLabel, set).f1,
    samples: averageOf(scoresOf(truth, given)).f1,
  };
}

const scoresOf = (truth: readonly number[][], given: readonly number[][]) =>
  truth.map((row, i) =>
    precisionRecall(
      row.filter((value, k) => value === 1 && given[i]![k] === 1).length,
      sumOf(given[i]!),
      sumOf(row),
    ),
  );

function readRows(name: string, rows: readonly ArrayLike<number>[], width: number): number[][] {
  return rows.map((row, i) => {
    const values = Array.from(row ?? []);
    if (width === 0 || values.length !== width)
      throw new RangeError(
        `multilabelScores: ${name}[${i}] has ${values.length} labels, expected ${width || "some"} as in the first row`,
      );
    const wrong = values.find((value) => value !== 0 && value !== 1);
    if (wrong !== undefined)
      throw new RangeError(
        `multilabelScores: ${name}[${i}] holds ${describeValue(wrong)}, expected 0 or 1`,
      );
    return values;
  });
}
