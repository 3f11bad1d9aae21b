import {
  type EvaluationOptions,
  evaluateLanguageModel,
  type LanguageModel,
} from "../../evaluation/evaluate-language-model.ts";
import type { Score } from "../score.ts";
import type { PredictedText } from "./split-text.ts";

/** Predict a text, or its beginning; `text` is the whole that is predicted. */
export async function scoreText(
  model: LanguageModel,
  ids: Int32Array,
  text: PredictedText,
  options: EvaluationOptions,
): Promise<Score> {
  const { loss, perplexity, tokens } = await evaluateLanguageModel(model, ids, options);
  const { bytes, words } = text;
  // Nats per token -> bits per byte, and nats per word, of the text that the tokens stand for.
  const bitsPerByte = (loss * tokens) / Math.LN2 / bytes;
  const wordPerplexity = Math.exp((loss * tokens) / words);
  return { loss, perplexity, bitsPerByte, wordPerplexity, tokens, words, bytes };
}
