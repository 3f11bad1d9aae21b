import { answeringTask } from "../generating/answer-texts.ts";

/** A text in fewer words: [{ summary_text }]. */
export const summarization = answeringTask(
  "summarization",
  "A text in fewer words",
  "summary_text",
);
