import { readRows } from "../../recipes/rows/read-rows.ts";
import type { PartsReading } from "../data-parts.ts";

/** A text and the name of its class. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** Two columns, text and label; the first line may name them. */
export const labelledTexts = (columns: readonly string[]): PartsReading<LabelledText> => ({
  pattern: /\.(tsv|csv|jsonl|ndjson)(\.gz)?$/i,
  expected:
    "one .tsv, .csv or .jsonl file of texts and labels, or a folder with train, dev and test files of that kind",
  parse: (text, name) =>
    readRows(text, name, { usual: ["text", "label"], given: columns }).map(({ values }) => ({
      ...{ text: values[0], label: values[1].trim() },
    })),
  keyOf: ({ text }) => text,
  key: "text",
});
