import { measureOf } from "./porter-measure.ts";

/** A suffix, what takes its place, and what must hold for the stem before it. */
export type SuffixRule = readonly [
  suffix: string,
  replacement: string,
  condition: (stem: string) => boolean,
];

const always = (): boolean => true;
const above =
  (least: number) =>
  (stem: string): boolean =>
    measureOf(stem) > least;

const rules = (
  condition: (stem: string) => boolean,
  ...pairs: readonly (readonly [suffix: string, replacement: string])[]
): readonly SuffixRule[] => pairs.map(([suffix, replacement]) => [suffix, replacement, condition]);

/** The first rule whose suffix the word has decides, also where its condition does not hold. */
export function applyFirst(word: string, list: readonly SuffixRule[]): string {
  for (const [suffix, replacement, condition] of list) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, word.length - suffix.length);
    return condition(stem) ? stem + replacement : word;
  }
  return word;
}

export const step1a = rules(always, ["sses", "ss"], ["ies", "i"], ["ss", "ss"], ["s", ""]);

/** Step 2; "abli" of the original became "bli" in Porter's own programs, which also know "logi". */
const step2Of = (able: readonly [string, string]): readonly SuffixRule[] =>
  rules(
    above(0),
    ...([
      ["ational", "ate"],
      ["tional", "tion"],
      ["enci", "ence"],
      ["anci", "ance"],
      ["izer", "ize"],
      able,
      ["alli", "al"],
      ["entli", "ent"],
      ["eli", "e"],
      ["ousli", "ous"],
      ["ization", "ize"],
      ["ation", "ate"],
      ["ator", "ate"],
      ["alism", "al"],
      ["iveness", "ive"],
      ["fulness", "ful"],
      ["ousness", "ous"],
      ["aliti", "al"],
      ["iviti", "ive"],
      ["biliti", "ble"],
    ] as const),
  );

export const originalStep2 = step2Of(["abli", "able"]);

export const extendedStep2: readonly SuffixRule[] = [
  ...step2Of(["bli", "ble"]),
  ...rules(above(0), ["fulli", "ful"]),
  // The l counts with the stem: geologi, theologi.
  ["logi", "log", (stem) => measureOf(`${stem}l`) > 0],
];

export const step3 = rules(
  above(0),
  ["icate", "ic"],
  ["ative", ""],
  ["alize", "al"],
  ["iciti", "ic"],
  ["ical", "ic"],
  ["ful", ""],
  ["ness", ""],
);

const removed = (...suffixes: readonly string[]): readonly SuffixRule[] =>
  rules(above(1), ...suffixes.map((suffix) => [suffix, ""] as const));

export const step4: readonly SuffixRule[] = [
  ...removed("al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent"),
  ["ion", "", (stem) => measureOf(stem) > 1 && /[st]$/.test(stem)],
  ...removed("ou", "ism", "ate", "iti", "ous", "ive", "ize"),
];
