import { integers, oneOf } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const whyAttentionState = defineState({
  sentence: oneOf(["river", "interest"], "river"),
  /** How much "bank" looks at each word of the sentence, 0 to 10. */
  looks: integers([1, 1, 1, 1, 1], 5),
});
export type WhyAttentionState = typeof whyAttentionState.initial;
