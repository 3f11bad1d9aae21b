import { textClassification } from "./text-classification.ts";

/** Every task by its name. A new one is a file, and a row here. */
export const tasks = {
  "text-classification": textClassification,
};

/** Other names by which tasks are known. */
export const taskAliases = {
  "sentiment-analysis": "text-classification",
} as const satisfies Readonly<Record<string, keyof typeof tasks>>;
