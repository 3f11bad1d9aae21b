import type { TextPair } from "../text-pairs/text-pair.ts";

/** The first sentence of a text, or its first paragraph where that has no sentence's end. */
export const leadSentence = (text: string): string => {
  const [first = ""] = text.split("\n", 1);
  return /^.*?[.!?](?=\s|$)/.exec(first)?.[0] ?? first;
};

/** The first so many words of a text. */
export const firstWords = (text: string, count: number): string =>
  text.split(/\s+/).slice(0, count).join(" ");

/** Words of a summary, as usual in the training data. */
export function usualWords(pairs: readonly TextPair[]): number {
  const words = pairs.reduce((sum, { target }) => sum + target.split(/\s+/).length, 0);
  return Math.max(1, Math.round(words / Math.max(1, pairs.length)));
}
