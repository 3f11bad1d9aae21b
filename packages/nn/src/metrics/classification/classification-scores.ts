import { averageOf, type PrecisionRecallF1, precisionRecall } from "../precision-recall.ts";
import {
  type ClassLabel,
  type ConfusionMatrix,
  confusionMatrix,
  marginsOf,
  sumOf,
} from "./class-counts.ts";

/** Precision, recall and F1 of one class, 0 to 1. */
export interface ClassScore<C extends ClassLabel = ClassLabel> extends PrecisionRecallF1 {
  readonly class: C;
  /** Labels of this class. */
  readonly labels: number;
}

/** Precision, recall and F1 are 0 where they would be a share of nothing. */
export interface ClassificationScores<C extends ClassLabel = ClassLabel> {
  /** Share of predictions that are right, 0 to 1. */
  readonly accuracy: number;
  /** Mean recall of the classes that occur among the labels. */
  readonly balancedAccuracy: number;
  /** Matthews' correlation coefficient, -1 to 1; 0 where all labels or all predictions are of one class. */
  readonly matthews: number;
  /** Cohen's kappa: agreement beyond chance, at most 1; NaN where chance alone would agree always. */
  readonly kappa: number;
  readonly confusion: ConfusionMatrix<C>;
  /** Mean over classes. */
  readonly macro: PrecisionRecallF1;
  /** Over all predictions; with one label an example all three are the accuracy. */
  readonly micro: PrecisionRecallF1;
  /** Mean over classes, by their labels. */
  readonly weighted: PrecisionRecallF1;
  /** In the order of `confusion.classes`. */
  readonly perClass: readonly ClassScore<C>[];
}

/**
 * Everything that follows from true labels and predicted ones, as scikit-learn counts it. For two classes the scores of
 * the positive one are those of its class in `perClass`. Matthews: Gorodkin 2004 for several classes; kappa: Cohen 1960.
 *
 * @throws RangeError for lists that do not go together; TypeError for a label that is no finite number and no text
 */
export function classificationScores<C extends ClassLabel>(
  labels: readonly C[],
  predictions: readonly C[],
): ClassificationScores<C> {
  const confusion = confusionMatrix(labels, predictions);
  const { right, predicted, labelled, all } = marginsOf(confusion.counts);
  const perClass = confusion.classes.map((one, i) => ({
    class: one,
    labels: labelled[i]!,
    ...precisionRecall(right[i]!, predicted[i]!, labelled[i]!),
  }));
  const occurring = perClass.filter((one) => one.labels > 0);
  return {
    accuracy: sumOf(right) / all,
    balancedAccuracy: sumOf(occurring.map(({ recall }) => recall)) / occurring.length,
    matthews: matthewsOf(sumOf(right), predicted, labelled, all),
    kappa: kappaOf(sumOf(right), predicted, labelled, all),
    confusion,
    macro: averageOf(perClass),
    micro: precisionRecall(sumOf(right), sumOf(predicted), all),
    weighted: averageOf(perClass, labelled),
    perClass,
  };
}

const products = (a: readonly number[], b: readonly number[]): number =>
  sumOf(a.map((value, i) => value * b[i]!));

/** Covariance of labels and predictions by the root of the product of their variances. */
function matthewsOf(
  right: number,
  predicted: readonly number[],
  labelled: readonly number[],
  all: number,
): number {
  const covariance = right * all - products(predicted, labelled);
  const spread =
    (all ** 2 - products(predicted, predicted)) * (all ** 2 - products(labelled, labelled));
  return spread > 0 ? covariance / Math.sqrt(spread) : 0;
}

function kappaOf(
  right: number,
  predicted: readonly number[],
  labelled: readonly number[],
  all: number,
): number {
  const byChance = products(predicted, labelled) / all;
  return (right - byChance) / (all - byChance);
}
