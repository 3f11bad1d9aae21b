import { RecipeError } from "../../recipes/settings-error.ts";
import type { LabelledPicture } from "./labelled-picture.ts";

/** Throw a RecipeError for pictures to learn from of another side than the settings'. */
export function expectSide(training: readonly LabelledPicture[], side: number): void {
  const [picture] = training;
  if (picture?.width === side) return;
  throw new RecipeError(
    (nameOf) =>
      `${nameOf("side")} is ${side}, but the digits that are drawn are ${picture?.width} pixels wide; expected files (${nameOf("data")}) or the preset small`,
  );
}

/**
 * What there is to be seen in pictures to learn from: in the order of the names that were given, else of the alphabet.
 *
 * @throws RecipeError for pictures of another side than the settings', and for fewer than two classes
 */
export function classNames(
  training: readonly LabelledPicture[],
  { side, labels: given }: { readonly side: number; readonly labels: readonly string[] },
): readonly string[] {
  expectSide(training, side);
  const found = [...new Set(training.map(({ label }) => label))];
  const named = given.filter((label) => found.includes(label));
  const labels = named.length === found.length ? named : found.sort();
  if (labels.length < 2)
    throw new RecipeError(
      `the training pictures show one thing only (${labels[0]}), expected two or more`,
    );
  return labels;
}
