import { describeValue } from "../../options/describe-value.ts";
import { expectEqualLists } from "../equal-lists.ts";

/** A class by its number or its name. */
export type ClassLabel = number | string;

/** How often each class was taken for each: rows are the truth, columns the predictions, in the order of `classes`. */
export interface ConfusionMatrix<C extends ClassLabel = ClassLabel> {
  /** The classes that occur in either, in ascending order. */
  readonly classes: readonly C[];
  readonly counts: readonly (readonly number[])[];
}

/**
 * Count true labels against predictions.
 *
 * @throws RangeError for lists that do not go together; TypeError for a label that is no finite number and no text
 */
export function confusionMatrix<C extends ClassLabel>(
  labels: readonly C[],
  predictions: readonly C[],
): ConfusionMatrix<C> {
  expectEqualLists("confusionMatrix", ["labels", labels], ["predictions", predictions]);
  const classes = [...new Set([...labels, ...predictions])].sort((a, b) => order(a, b));
  const kind = typeof classes[0];
  for (const one of classes)
    if ((typeof one !== "string" && !Number.isFinite(one)) || typeof one !== kind)
      throw new TypeError(
        `confusionMatrix: a label is ${describeValue(one)}, expected numbers alone or texts alone`,
      );
  const places = new Map(classes.map((one, i) => [one, i]));
  const counts = classes.map(() => classes.map(() => 0));
  for (const [i, label] of labels.entries())
    counts[places.get(label)!]![places.get(predictions[i]!)!]!++;
  return { classes, counts };
}

const order = (a: ClassLabel, b: ClassLabel): number => (a < b ? -1 : a > b ? 1 : 0);

/** Of each class: predictions that are right, all predictions of it, and its labels. */
export function marginsOf(counts: readonly (readonly number[])[]): {
  readonly right: readonly number[];
  readonly predicted: readonly number[];
  readonly labelled: readonly number[];
  readonly all: number;
} {
  const labelled = counts.map((row) => sumOf(row));
  return {
    right: counts.map((row, i) => row[i]!),
    predicted: counts.map((_, i) => sumOf(counts.map((row) => row[i]!))),
    labelled,
    all: sumOf(labelled),
  };
}

export const sumOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0);
