import type { DataParts } from "../data-parts.ts";
import { Draws } from "../draws.ts";
import { madePairs } from "../text-pairs/made-pairs.ts";
import type { TextPair } from "../text-pairs/text-pair.ts";

/** Nouns with their articles, and verbs, of two small languages. */
const nouns = [
  ["ein Hund", "a dog"],
  ["eine Frau", "a woman"],
  ["ein Mann", "a man"],
  ["ein Kind", "a child"],
  ["eine Katze", "a cat"],
  ["ein Pferd", "a horse"],
] as const;
const things = [
  ["einen Ball", "a ball"],
  ["ein Buch", "a book"],
  ["eine Zeitung", "a newspaper"],
  ["einen Apfel", "an apple"],
  ["das Haus", "the house"],
] as const;
const verbs = [
  ["sieht", "sees"],
  ["sucht", "looks for"],
  ["malt", "paints"],
  ["findet", "finds"],
] as const;
const places = [
  ["im Park", "in the park"],
  ["am Strand", "at the beach"],
  ["auf der Straße", "in the street"],
  ["heute", "today"],
] as const;

/** Sentences whose verb and place stand elsewhere in the other language: "Im Park sieht ein Hund einen Ball." */
export const madeSentences = (seed: number, count: number): DataParts<TextPair> =>
  madePairs(new Draws(seed), count, "the made sentences", (draws) => {
    const [noun, thing, verb, place] = [nouns, things, verbs, places].map((some) =>
      draws.one<readonly [string, string]>(some),
    ) as [readonly [string, string], ...(readonly [string, string])[]];
    const [german, english] = [0, 1].map((side) =>
      [noun, thing, verb, place].map((one) => one![side]!),
    );
    const [who, what, does, where] = german as [string, string, string, string];
    const [subject, object, acts, there] = english as [string, string, string, string];
    return draws.below(2) === 0
      ? {
          source: `${capital(who)} ${does} ${where} ${what}.`,
          target: `${capital(subject)} ${acts} ${object} ${there}.`,
        }
      : {
          source: `${capital(where)} ${does} ${who} ${what}.`,
          target: `${capital(there)}, ${subject} ${acts} ${object}.`,
        };
  });

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
