import type { Model } from "../../models/roles.ts";
import { oneOf, passing } from "../../options/fields.ts";
import { OptionError } from "../../options/option-error.ts";
import { defineTask } from "../task.ts";
import { encodeTexts, encodingFields, encodingFlags } from "../texts/encode-texts.ts";
import { forwardTexts } from "../texts/forward-texts.ts";
import { ranked, sigmoid, softmaxRow } from "../texts/softmax-row.ts";
import { type TextOrPair, textOrPair, tokenizerOf } from "../texts/text-input.ts";

const name = "text-classification";

/** A label, and how sure it is. */
export interface LabelScore {
  readonly label: string;
  readonly score: number;
}

const isCountOrNull = (value: unknown): boolean =>
  value === null || (Number.isSafeInteger(value) && (value as number) >= 1);

/** How many labels are told, and how scores are made of the model's numbers. */
export const labelFields = {
  /** So many of the likeliest labels; null for all. */
  topK: passing<number | null>(isCountOrNull, {
    ...{ default: 1, expected: "an integer of at least 1, or null for all labels" },
  }),
  /**
   * What makes scores of the model's numbers: unless given "none" where config.json says regression, "sigmoid" where it
   * says several labels at once, or there is only one, and "softmax" else.
   */
  functionToApply: oneOf(["sigmoid", "softmax", "none"], { optional: true }),
};

export const labelFlags = {
  topK: "So many of the likeliest labels; null for all",
  functionToApply: "What makes scores of the model's numbers: sigmoid, softmax or none",
} as const;

/** The label of a text, or of two that are seen together. */
export const textClassification = defineTask({
  name,
  description: "The label of a text, or of a pair of texts",
  inputKind: "text",
  fields: { ...labelFields, ...encodingFields },
  flags: { ...labelFlags, ...encodingFlags },
  inputFlags: { pair: "A second text, which the model sees beside each input" },
  inputOf: (text, { pair }): TextOrPair => (pair === undefined ? text : { text, pair }),
  fits: /^(?!Wav2Vec2|Whisper|AST).*ForSequenceClassification$/,
  expect: (model) => void tokenizerOf(name, model),
  async run(model, inputs: readonly TextOrPair[], settings): Promise<readonly LabelScore[][]> {
    const texts = inputs.map((input) => textOrPair(name, input));
    const encodings = encodeTexts(name, model, texts, settings);
    const rows = await forwardTexts(model, encodings, settings, ({ logits }) => [logits!]);
    const labels = labelsOf(name, model.model);
    const { problem_type: problem } = model.config;
    const chosen = settings.functionToApply ?? usualFunction(problem, labels.length);
    return rows.map(([logits]) => labelScores(logits!, labels, chosen, settings.topK));
  },
});

/** What the labels of a model's head are called. */
export function labelsOf(task: string, model: Model): readonly string[] {
  const labels = "labels" in model ? model.labels : undefined;
  if (labels) return labels;
  throw new OptionError(`${task}: the model has no labels, expected id2label in its config.json`);
}

export type ScoreFunction = "sigmoid" | "softmax" | "none";

export function usualFunction(problem: unknown, labels: number): ScoreFunction {
  if (problem === "regression") return "none";
  return problem === "multi_label_classification" || labels === 1 ? "sigmoid" : "softmax";
}

/** The likeliest labels, likeliest first. */
export function labelScores(
  logits: Float32Array,
  labels: readonly string[],
  chosen: ScoreFunction,
  topK: number | null,
): LabelScore[] {
  const applied = { sigmoid: () => Float64Array.from(logits, sigmoid), none: () => logits };
  const scores = chosen === "softmax" ? softmaxRow(logits) : applied[chosen]();
  return ranked(scores, topK ?? undefined).map((i) => ({ label: labels[i]!, score: scores[i]! }));
}
