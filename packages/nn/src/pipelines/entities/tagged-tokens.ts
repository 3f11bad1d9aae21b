import type { Encoding } from "../../tokenizers/encoding/encoding.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import { softmaxRow } from "../labels/softmax-row.ts";

/** A token of a text, and how likely each label is. */
export interface TaggedToken {
  /** As it stands in the vocabulary; of an unknown one what stands in the text. */
  readonly word: string;
  readonly scores: Float64Array;
  /** In the text, in code points. */
  readonly start: number;
  readonly end: number;
  /** Among the tokens of the text, those that are added included. */
  readonly index: number;
  /** Whether it goes on with the word of the token before. */
  readonly isSubword: boolean;
}

/** What tokens and labels are called. */
export interface Naming {
  readonly tokenizer: PretrainedTokenizer;
  readonly labels: readonly string[];
}

/** A text as it was given, by its code points. */
export interface TaggedText {
  readonly characters: readonly string[];
  /** Where each word begins, of a text that came in words. */
  readonly wordStarts?: readonly number[] | undefined;
}

/**
 * The tokens of a text that are no added ones, out of their logits, [tokens, labels], of which those behind the last token are of padding. As transformers has it, tokenizers that mark the
 * continuations of words know words; of others a token goes on where there is no space before it.
 */
export function taggedTokens(
  { characters, wordStarts }: TaggedText,
  encoding: Encoding,
  logits: Float32Array,
  { tokenizer, labels: { length: labels } }: Naming,
): readonly TaggedToken[] {
  const unknown = tokenizer.specialTokenId("unk");
  const marksWords = continuationPrefix(tokenizer) !== "";
  return encoding.ids.flatMap((id, index): readonly TaggedToken[] => {
    if (encoding.specialTokensMask[index] === 1) return [];
    const wordId = encoding.wordIds[index];
    const before = wordStarts && typeof wordId === "number" ? wordStarts[wordId]! : 0;
    const [start, end] = encoding.offsets[index]!.map((at) => at + before) as [number, number];
    const written = characters.slice(start, end).join("");
    const token = tokenizer.idToToken(id) ?? "";
    const isUnknown = id === unknown;
    const goesOn = marksWords
      ? [...token].length !== end - start
      : start > 0 && !characters.slice(start - 1, start + 1).includes(" ");
    const scores = softmaxRow(logits.subarray(index * labels, (index + 1) * labels));
    const word = isUnknown ? written : token;
    return [{ word, scores, start, end, index, isSubword: goesOn && !isUnknown }];
  });
}

/** What marks the tokens that go on with a word, "##"; "" where nothing does. */
function continuationPrefix(tokenizer: PretrainedTokenizer): string {
  const { model } = tokenizer.toJSON() as { readonly model?: unknown };
  const { type, continuing_subword_prefix: prefix } = Object(model) as Record<string, unknown>;
  if (typeof prefix === "string") return prefix;
  return type === "WordPiece" ? "##" : "";
}
