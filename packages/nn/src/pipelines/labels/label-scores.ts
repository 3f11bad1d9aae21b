import type { Model } from "../../models/roles.ts";
import { oneOf, passing } from "../../options/fields.ts";
import { OptionError } from "../../options/option-error.ts";
import { ranked, sigmoid, softmaxRow } from "./softmax-row.ts";

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

/** What the labels of a model's head are called. */
export function labelsOf(task: string, model: Model): readonly string[] {
  const labels = "labels" in model ? model.labels : undefined;
  if (labels) return labels;
  throw new OptionError(`${task}: the model has no labels, expected id2label in its config.json`);
}

/** What makes scores of a model's logits: Hugging Face's `function_to_apply`. */
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
