import {
  type EvaluationOptions,
  evaluateLanguageModel,
  type LanguageModel,
} from "../../evaluation/evaluate-language-model.ts";
import type { Score } from "../score.ts";

/** Predict a text, or its beginning; `bytes` are those of the whole that is predicted. */
export async function scoreText(
  model: LanguageModel,
  ids: Int32Array,
  bytes: number,
  options: EvaluationOptions,
): Promise<Score> {
  const { loss, perplexity, tokens } = await evaluateLanguageModel(model, ids, options);
  // Nats per token -> bits per byte of the text that the tokens stand for.
  return { loss, perplexity, bitsPerByte: (loss * tokens) / Math.LN2 / bytes, tokens, bytes };
}
