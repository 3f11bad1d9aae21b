import { noGrad } from "@qkv/nn";
import { type CapturedTensor, capture } from "@qkv/nn/inspection";
import type { Model } from "@qkv/nn/models";

/** Scores of all words, a row for each place: [places, vocab]. */
export interface Logits {
  readonly data: Float32Array;
  readonly vocab: number;
}

/** Whether a shown tensor has a score for each word of the vocabulary. */
const areLogits = ({ role, axes }: CapturedTensor): boolean =>
  role === "logits" && axes.at(-1) === "vocab";

/** The logits among what was shown; undefined of a model that scores no words. */
export async function logitsOf(shown: readonly CapturedTensor[]): Promise<Logits | undefined> {
  const found = shown.findLast(areLogits);
  if (!found) return undefined;
  return { data: Float32Array.from(await found.tensor.data()), vocab: found.shape.at(-1)! };
}

/** The logits of a pass of which nothing else is kept. */
export async function logitsIn(model: Model, body: () => void): Promise<Logits> {
  using seen = noGrad(() => capture(model, body));
  const logits = await logitsOf(seen.tensors);
  if (!logits)
    throw new RangeError("the model scores no words: expected one with a head that does");
  return logits;
}
