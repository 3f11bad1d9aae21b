import { Encoding, type Offsets } from "../../tokenizers/encoding/encoding.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";

/** A question, and the text that holds its answer. */
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

export interface WindowOptions {
  /** Tokens of a window at most. */
  readonly maxLength: number;
  /** Tokens that windows have in common. */
  readonly stride: number;
  /**
   * Windows of all of the context. The reference's tokenizers, from 0.22 on, stop to read a text in the word with which it has
   * `maxLength` tokens, so that what is behind is in no window; that is done as well unless this is true.
   */
  readonly whole?: boolean;
}

/** A question with its context in windows that overlap. Of tokenizers that pad on the left the context comes first. */
export function questionWindows(
  { question, context }: Question,
  tokenizer: PretrainedTokenizer,
  { maxLength, stride, whole = false }: WindowOptions,
): readonly QuestionWindow[] {
  const first = tokenizer.config.paddingSide === "right";
  const pair = first ? { text: question, pair: context } : { text: context, pair: question };
  const strategy = first ? "onlySecond" : "onlyFirst";
  const asReference = (): readonly Encoding[] => {
    const encoding = tokenizer.encoding(pair, { truncation: { maxLength, stride, strategy } });
    return [encoding, ...encoding.overflowing];
  };
  const contextIs = first ? 1 : 0;
  const cls = tokenizer.specialTokenId("cls");
  const all = whole
    ? windowsOf(tokenizer.encoding(pair), contextIs, { maxLength, stride })
    : undefined;
  return (all ?? asReference()).map((one) => {
    const sequences = one.sequenceIds;
    const allowed = one.ids.map((id, i) => sequences[i] === contextIs || id === cls);
    return { encoding: one, contextIs, allowed };
  });
}

/** The windows of a pair of which one text is cut; undefined where the other text leaves no room for it. */
function windowsOf(
  whole: Encoding,
  contextIs: 0 | 1,
  { maxLength, stride }: { readonly maxLength: number; readonly stride: number },
): readonly Encoding[] | undefined {
  if (whole.length <= maxLength) return [whole];
  const sequences = whole.sequenceIds;
  const [begin, end] = [sequences.indexOf(contextIs), sequences.lastIndexOf(contextIs) + 1];
  const room = maxLength - (whole.length - (end - begin));
  if (room <= stride) return undefined;
  const windows: Encoding[] = [];
  for (let from = begin; ; from += room - stride) {
    const to = Math.min(from + room, end);
    windows.push(withoutTokens(whole, [begin, from], [to, end]));
    if (to === end) return windows;
  }
}

/** An encoding without the tokens of these places; both lie in one sequence, at its ends. */
function withoutTokens(
  whole: Encoding,
  ...[before, behind]: readonly [Offsets, Offsets]
): Encoding {
  const kept = <T>(values: readonly T[]): readonly T[] => [
    ...values.slice(0, before[0]),
    ...values.slice(before[1], behind[0]),
    ...values.slice(behind[1]),
  ];
  const gone = before[1] - before[0] + behind[1] - behind[0];
  const sequences = [...whole.sequences].map(([sequence, [from, to]]): [number, Offsets] => {
    if (from > before[0]) return [sequence, [from - gone, to - gone]];
    return [sequence, from === before[0] ? [from, to - gone] : [from, to]];
  });
  return new Encoding({
    ...{ ids: kept(whole.ids), tokens: kept(whole.tokens), offsets: kept(whole.offsets) },
    ...{ typeIds: kept(whole.typeIds), wordIds: kept(whole.wordIds) },
    specialTokensMask: kept(whole.specialTokensMask),
    attentionMask: kept(whole.attentionMask),
    sequences: new Map(sequences),
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
