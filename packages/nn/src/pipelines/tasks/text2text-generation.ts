import { answeringTask } from "../generating/answer-texts.ts";

/** Answer a text with another: [{ generated_text }]. Raffel et al., arXiv:1910.10683. */
export const text2textGeneration = answeringTask(
  "text2text-generation",
  "Answer a text with another",
  "generated_text",
);
