import { defineOptions, type Given } from "../options/define-options.ts";
import { flag, integer, nested, oneOf, text } from "../options/fields.ts";
import { truncationStrategies } from "./encoding/truncate.ts";

const sides = ["left", "right"] as const;
const count = { from: 0, to: 2 ** 31 } as const;

const truncationOptions = defineOptions("truncation", {
  /** The most tokens, those that are added included. */
  maxLength: integer(count),
  /** How many tokens the parts that overflow have in common; 0 unless given. */
  stride: integer({ ...count, default: 0 }),
  /** Which of two texts is cut; the longer one first unless given. */
  strategy: oneOf(truncationStrategies, { default: "longestFirst" }),
  /** From which end is cut; the tokenizer's own side unless given, which is the right one where it says nothing. */
  direction: oneOf(sides, { optional: true }),
});

export const paddingOptions = defineOptions("padding", {
  /** To how many tokens; the longest of the batch unless given. */
  length: integer({ ...count, optional: true }),
  /** To a multiple of so many tokens. */
  multipleOf: integer({ ...count, optional: true }),
  /** On which side; the tokenizer's own unless given, which is the right one where it says nothing. */
  direction: oneOf(sides, { optional: true }),
  /** Of the padding; the tokenizer's own unless given. */
  id: integer({ ...count, optional: true }),
  /** The segment of the padding; the tokenizer's own unless given, which is 0 where it says nothing. */
  typeId: integer({ ...count, optional: true }),
  /** The tokenizer's own unless given. */
  token: text({ optional: true }),
});

export const encodeOptions = defineOptions("encode", {
  /** Put the tokens around that the model expects, such as those of a beginning and an end. They are unless this is false. */
  addSpecialTokens: flag({ default: true }),
  /** Cut what is too long; nothing is cut unless given. */
  truncation: nested(truncationOptions, { optional: true }),
});

export const batchOptions = defineOptions("encodeBatch", {
  ...encodeOptions.fields,
  /** Make all as long as the longest; nothing is padded unless given. */
  padding: nested(paddingOptions, { optional: true }),
});

export const decodeOptions = defineOptions("decode", {
  /** Leave out tokens that stand for no text of the user's. They are in unless this is true. */
  skipSpecialTokens: flag({ default: false }),
  /** Take away the spaces before English punctuation; what the tokenizer's configuration says unless given. */
  cleanUpTokenizationSpaces: flag({ optional: true }),
});

/** Whether special tokens are added, and how a text that is too long, or too short, is treated. */
export type EncodeOptions = Given<typeof encodeOptions>;
/** The same for several texts, which become equally long where that is asked for. */
export type BatchOptions = Given<typeof batchOptions>;
/** What becomes of special tokens, and of the spaces before English punctuation. */
export type DecodeOptions = Given<typeof decodeOptions>;
/** From how many tokens on a text is cut, at which side, and in which of a pair. */
export type TruncationOptions = Given<typeof truncationOptions>;
/** To how many tokens a text is filled up, with which token, at which side. */
export type TokenPaddingOptions = Given<typeof paddingOptions>;
