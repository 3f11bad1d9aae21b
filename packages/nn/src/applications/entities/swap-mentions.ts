import { entitySpans } from "../../metrics/entities/entity-spans.ts";
import type { Generator } from "../../random/generator.ts";
import type { TaggedSentence } from "./tagged-sentence.ts";

/** The entities of sentences by their type, each as often as it occurs. */
export type Mentions = ReadonlyMap<string, readonly (readonly string[])[]>;

export function mentionsOf(sentences: readonly TaggedSentence[]): Mentions {
  const mentions = new Map<string, (readonly string[])[]>();
  for (const { words, tags } of sentences)
    for (const { first, last, type } of entitySpans(tags)) {
      const known = mentions.get(type) ?? [];
      mentions.set(type, known);
      known.push(words.slice(first, last + 1));
    }
  return mentions;
}

/**
 * A sentence in which each entity became, by this chance, another of its type: where it stands tells what it is, and no name is
 * learnt by heart. Dai and Adel, arXiv:2010.11683, call it mention replacement.
 */
export function swapMentions(
  sentence: TaggedSentence,
  mentions: Mentions,
  chance: number,
  generator: Generator,
): TaggedSentence {
  const spans = entitySpans(sentence.tags);
  if (chance === 0 || spans.length === 0) return sentence;
  const draws = generator.uniform(2 * spans.length);
  const [words, tags]: [string[], string[]] = [[], []];
  let at = 0;
  const copyUpTo = (end: number): void => {
    words.push(...sentence.words.slice(at, end));
    tags.push(...sentence.tags.slice(at, end));
    at = end;
  };
  for (const [i, { first, last, type }] of spans.entries()) {
    copyUpTo(first);
    const others = mentions.get(type) ?? [];
    if (draws[2 * i]! >= chance || others.length === 0) {
      copyUpTo(last + 1);
      continue;
    }
    const other = others[Math.floor(draws[2 * i + 1]! * others.length)]!;
    words.push(...other);
    tags.push(...other.map((_, k) => `${k === 0 ? "B" : "I"}-${type}`));
    at = last + 1;
  }
  copyUpTo(sentence.words.length);
  return { words, tags };
}
