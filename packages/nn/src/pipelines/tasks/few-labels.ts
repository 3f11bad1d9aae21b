import { oneOf, passing } from "../../options/fields.ts";

const isCountOrNull = (value: unknown): boolean =>
  value === null || (Number.isSafeInteger(value) && (value as number) >= 1);

/** How many labels of a picture or a sound are told, and how scores are made of the model's numbers. */
export const fewLabels = {
  /** So many of the likeliest labels; null for all. */
  topK: passing<number | null>(isCountOrNull, {
    ...{ default: 5, expected: "an integer of at least 1, or null for all labels" },
  }),
  /** What makes scores of the model's numbers; what the task has in Hugging Face's library unless given. */
  functionToApply: oneOf(["sigmoid", "softmax", "none"], { optional: true }),
};

export const fewLabelsFlags = {
  topK: "So many of the likeliest labels; null for all",
  functionToApply: "What makes scores of the model's numbers: sigmoid, softmax or none",
} as const;
