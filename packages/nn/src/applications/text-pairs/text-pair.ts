import type { SequencePair } from "../../data/sequence-pair.ts";

/** A text, and the one that it is to become. */
export interface TextPair {
  readonly source: string;
  readonly target: string;
  /** Other targets that are as right. */
  readonly others?: readonly string[];
}

/** Whether a text is a target of a pair, or as right. */
export const isTarget = (text: string, { target, others = [] }: TextPair): boolean =>
  text === target || others.includes(text);

/** Each source once, with all its targets. */
export function bySource(pairs: readonly TextPair[]): readonly TextPair[] {
  const found = new Map<string, { source: string; target: string; others: string[] }>();
  for (const { source, target } of pairs) {
    const first = found.get(source);
    if (!first) found.set(source, { source, target, others: [] });
    else if (!isTarget(target, first)) first.others.push(target);
  }
  return [...found.values()];
}

/** How texts become ids: those of a source with what ends it, those of a target without. */
export interface PairEncoding {
  source(text: string): readonly number[];
  target(text: string): readonly number[];
  /** The text of a target's ids. */
  decode(ids: readonly number[]): string;
  /** What a token of a source, or of a target, looks like. */
  tokenText(id: number): string;
}

export const encodePair = (encoding: PairEncoding, { source, target }: TextPair): SequencePair => ({
  source: encoding.source(source),
  target: encoding.target(target),
});
