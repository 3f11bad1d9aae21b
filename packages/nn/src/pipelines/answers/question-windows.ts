import type { Encoding, Offsets } from "../../tokenizers/encoding/encoding.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";

export interface Question {
  readonly question: string;
  readonly context: string;
}

/** A question and a part of its context, as the model sees them together. */
export interface QuestionWindow {
  readonly encoding: Encoding;
  /** Which of the two texts is the context. */
  readonly contextIs: 0 | 1;
  /** Of each token whether an answer may begin or end there. */
  readonly allowed: readonly boolean[];
}

/** A question with its context in windows that overlap. Of tokenizers that pad on the left the context comes first. */
export function questionWindows(
  { question, context }: Question,
  tokenizer: PretrainedTokenizer,
  { maxLength, stride }: { readonly maxLength: number; readonly stride: number },
): readonly QuestionWindow[] {
  const first = tokenizer.config.paddingSide === "right";
  const pair = first ? { text: question, pair: context } : { text: context, pair: question };
  const strategy = first ? "onlySecond" : "onlyFirst";
  const encoding = tokenizer.encoding(pair, { truncation: { maxLength, stride, strategy } });
  const contextIs = first ? 1 : 0;
  const cls = tokenizer.specialTokenId("cls");
  return [encoding, ...encoding.overflowing].map((one) => {
    const sequences = one.sequenceIds;
    const allowed = one.ids.map((id, i) => sequences[i] === contextIs || id === cls);
    return { encoding: one, contextIs, allowed };
  });
}

/** Where tokens stand in the context, in code points; to whole words where the tokenizer knows words. */
export function placeInContext(
  { encoding, contextIs }: QuestionWindow,
  { first, last }: { readonly first: number; readonly last: number },
  alignToWords: boolean,
): Offsets {
  const { offsets, wordIds } = encoding;
  const [from, to] = [wordIds[first], wordIds[last]];
  if (!alignToWords || typeof from !== "number" || typeof to !== "number")
    return [offsets[first]![0], offsets[last]![1]];
  const sequences = encoding.sequenceIds;
  const ofContext = (word: number) => (id: number | null, i: number) =>
    id === word && sequences[i] === contextIs;
  return [
    offsets[wordIds.findIndex(ofContext(from))]![0],
    offsets[wordIds.findLastIndex(ofContext(to))]![1],
  ];
}
