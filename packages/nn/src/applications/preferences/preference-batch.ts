import { tensor } from "../../device/create-tensor.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type AnswerBatch, answerBatch, type EncodedAnswer } from "../answers/answer-batch.ts";

/** A prompt with each of two answers. */
export interface EncodedPreference {
  readonly chosen: EncodedAnswer;
  readonly rejected: EncodedAnswer;
}

/** The chosen answers, and behind them the rejected ones: [2 pairs, tokens]. */
export interface PreferenceBatch extends AnswerBatch {
  readonly pairs: number;
  /** Tokens of the chosen answers together. */
  readonly chosenTokens: number;
  /** 1 over the tokens of each answer, [2 pairs]. */
  readonly inverse: Tensor;
}

export function preferenceBatch(
  preferences: readonly EncodedPreference[],
  options: { readonly paddingIdx: number; readonly device: Device },
): PreferenceBatch {
  const rows = [
    ...preferences.map(({ chosen }) => chosen),
    ...preferences.map(({ rejected }) => rejected),
  ];
  const inverse = Float32Array.from(rows, ({ ids, from }) => 1 / (ids.length - from));
  const { device } = options;
  const pairs = preferences.length;
  const chosenTokens = rows
    .slice(0, pairs)
    .reduce((total, { ids, from }) => total + ids.length - from, 0);
  return {
    ...answerBatch(rows, options),
    ...{ pairs, chosenTokens, inverse: tensor(inverse, { device }) },
  };
}
