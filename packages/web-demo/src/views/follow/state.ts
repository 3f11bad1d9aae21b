import { flag, integer, number, text } from "../../address/fields.ts";
import { defineState } from "../../address/state-codec.ts";

export const followState = defineState({
  model: text("whale", 200),
  text: text("The whale and the sea", 400),
  /** Tokens that were generated after the text. */
  steps: integer(0, { from: 0, to: 200 }),
  temperature: number(0.8, { from: 0, to: 2 }),
  topK: integer(0, { from: 0, to: 100 }),
  topP: number(1, { from: 0, to: 1 }),
  seed: integer(0, { from: 0, to: 9999 }),
  /** The tensor that is looked at, "module/role"; the first layer's attention unless given. */
  tensor: text("", 200),
  head: integer(0, { from: 0, to: 999 }),
  /** The cell that is looked at; -1 is the last row. */
  row: integer(-1, { from: -1, to: 99_999 }),
  column: integer(0, { from: 0, to: 999_999 }),
  /** PyTorch's values beside ours. */
  pytorch: flag(false),
});

export type FollowState = typeof followState.initial;

/** Sentences that models which come with the page were made for: they know few words. */
const sentences: Readonly<Record<string, string>> = {
  whale: followState.initial.text,
  "animal-translation": "The cat eats the mouse .",
  "animal-fill-in": "the cat [MASK] the mouse .",
};

/** What another model is to read: the same text, if a person wrote it. */
export const sentenceFor = (model: string, text: string): string =>
  Object.values(sentences).includes(text) ? (sentences[model] ?? text) : text;
