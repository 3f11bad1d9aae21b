import { defineOptions, type Given } from "../options/define-options.ts";
import { integer, number } from "../options/fields.ts";

const probability = { from: 0, to: 1 };

/** How the next token is chosen; names and order as in Hugging Face's `generate`. */
export const samplingOptions = defineOptions("sampling", {
  /** Above 1 makes tokens of the prompt and the text so far less likely; 1 leaves them. */
  repetitionPenalty: number({ above: 0, default: 1, expected: "a finite number above 0" }),
  /** Above 0; 0 takes the most probable token. 1 unless given. */
  temperature: number({ from: 0, default: 1, expected: "a finite number of at least 0" }),
  /** Choose among the k most probable tokens; 0 among all. */
  topK: integer({ from: 0, default: 0, expected: "an integer of at least 0" }),
  /** Choose among the most probable tokens that reach this probability together; 1 among all. */
  topP: number({ ...probability, default: 1 }),
  /** Choose among tokens at least this many times as probable as the most probable; 0 among all. */
  minP: number({ ...probability, default: 0 }),
});

export type SamplingOptions = Given<typeof samplingOptions>;
