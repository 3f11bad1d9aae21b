import type { ComponentFields } from "../component-fields.ts";

/** A text that is one token wherever it stands, whatever the model would make of it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Left out where special tokens are. */
  readonly special: boolean;
  /** Only where no letter stands before or behind it. */
  readonly singleWord: boolean;
  /** Takes the white space before it. */
  readonly stripsLeft: boolean;
  /** Takes the white space behind it. */
  readonly stripsRight: boolean;
  /** Looked for in the normalised text, and normalised itself. */
  readonly normalized: boolean;
}

/** An entry of "added_tokens". */
export const readAddedToken = (fields: ComponentFields): AddedToken => {
  const special = fields.flag("special", false);
  return {
    id: fields.count("id"),
    content: fields.text("content"),
    special,
    singleWord: fields.flag("single_word", false),
    stripsLeft: fields.flag("lstrip", false),
    stripsRight: fields.flag("rstrip", false),
    normalized: fields.flag("normalized", !special),
  };
};
