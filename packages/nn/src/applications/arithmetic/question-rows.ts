import { readRows } from "../../recipes/rows/read-rows.ts";
import type { Question } from "../answers/answer-work.ts";
import type { PartsReading } from "../data-parts.ts";

/** Two columns, question and answer; the first line may name them. */
export const questionRows = (columns: readonly string[]): PartsReading<Question> => ({
  pattern: /\.(tsv|csv|jsonl|ndjson)(\.gz)?$/i,
  expected:
    "one .tsv, .csv or .jsonl file of questions and answers, or a folder with train, dev and test files of that kind",
  parse: (text, name) =>
    readRows(text, name, { usual: ["question", "answer"], given: columns }).map(({ values }) => ({
      ...{ question: values[0].trim(), answer: values[1].trim() },
    })),
  keyOf: ({ question }) => question,
  key: "question",
});
