import { defineOptions, type Given } from "../options/define-options.ts";
import { integer } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";

const accuracyOptions = defineOptions("accuracy", {
  /** Targets that are not counted: padding. -100 unless given, as in cross entropy. */
  ignoreIndex: integer({ default: -100 }),
  /** A prediction is right when the target is among its k highest scores; 1 unless given. */
  topK: integer({ from: 1, default: 1 }),
});

/** Options of `accuracy`: which targets count, and how many guesses there are. */
export type AccuracyOptions = Given<typeof accuracyOptions>;

/**
 * The share of predictions that are right, from 0 to 1: NaN when no target counts. Predictions are scores or logits,
 * float32 [..., classes], or class ids, int32 [...]; targets int32 [...]. Of equal scores the first counts as the higher,
 * as with argmax.
 *
 * @throws RangeError for shapes that do not go together, and a target that is no class
 */
export async function accuracy(
  predictions: Tensor,
  targets: Tensor,
  options: AccuracyOptions = {},
): Promise<number> {
  expectTensor("accuracy", "predictions", predictions);
  expectTensor("accuracy", "targets", targets);
  const { ignoreIndex, topK } = accuracyOptions.complete(options);
  const scored = predictions.dtype === "float32";
  const classes = scored ? (predictions.shape.at(-1) ?? 0) : 1;
  const rows = scored ? predictions.shape.slice(0, -1) : predictions.shape;
  if (targets.dtype !== "int32" || rows.join() !== targets.shape.join())
    throw new RangeError(
      `accuracy: predictions are ${predictions.dtype} [${predictions.shape.join(", ")}] and targets ` +
        `${targets.dtype} [${targets.shape.join(", ")}], expected int32 targets [${rows.join(", ")}]: ` +
        "scores are float32 [..., classes], class ids int32 [...]",
    );
  if (topK > 1 && !scored)
    throw new RangeError(
      `accuracy: topK is ${topK}, expected 1 for predictions that are class ids`,
    );
  const [given, wanted] = [await predictions.data(), await targets.data()];
  let [right, counted] = [0, 0];
  for (const [row, target] of wanted.entries()) {
    if (target === ignoreIndex) continue;
    counted++;
    if (!scored) right += given[row] === target ? 1 : 0;
    else right += rankOf(given.subarray(row * classes, (row + 1) * classes), target) < topK ? 1 : 0;
  }
  return right / counted;
}

/** How many classes have a higher score, or the same and come before; NaN is the highest. */
function rankOf(scores: ArrayLike<number>, target: number): number {
  const own = scores[target];
  if (own === undefined)
    throw new RangeError(
      `accuracy: a target is ${target}, expected a class from 0 to ${scores.length - 1} or ignoreIndex`,
    );
  let rank = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    const same = score === own || (Number.isNaN(score) && Number.isNaN(own));
    const higher = score > own || (Number.isNaN(score) && !Number.isNaN(own));
    if (higher || (same && i < target)) rank++;
  }
  return rank;
}
