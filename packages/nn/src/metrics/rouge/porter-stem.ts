import { defineOptions, type Given } from "../../options/define-options.ts";
import { expectText } from "../../options/expect-argument.ts";
import { flag } from "../../options/fields.ts";
import {
  consonantsOf,
  endsInDouble,
  endsInShortSyllable,
  hasVowel,
  measureOf,
} from "./porter-measure.ts";
import { applyFirst, extendedStep2, originalStep2, step1a, step3, step4 } from "./porter-rules.ts";

const stemOptions = defineOptions("porterStem", {
  /** The algorithm of 1980 to the letter, without what nltk extends it by. */
  original: flag({ default: false }),
});

/** Options of `porterStem`. */
export type StemOptions = Given<typeof stemOptions>;

/** Words that the rules get wrong, by nltk's list. */
const irregular: ReadonlyMap<string, string> = new Map([
  ...([
    ["skies", "sky"],
    ["dying", "die"],
    ["lying", "lie"],
    ["tying", "tie"],
  ] as const),
  ...([
    ["innings", "inning"],
    ["outings", "outing"],
    ["cannings", "canning"],
  ] as const),
  ...["sky", "news", "inning", "outing", "canning", "howe", "proceed", "exceed", "succeed"].map(
    (word) => [word, word] as const,
  ),
]);

/**
 * The stem of an English word, in lower case: Porter, An algorithm for suffix stripping (Program 14, 1980), with the
 * extensions of nltk's PorterStemmer, which ROUGE uses.
 */
export function porterStem(word: string, options: StemOptions = {}): string {
  expectText("porterStem", "word", word);
  const { original } = stemOptions.complete(options);
  const lower = word.toLowerCase();
  const known = original ? undefined : irregular.get(lower);
  if (known !== undefined) return known;
  if (!original && word.length <= 2) return lower;
  const steps = [plural, participle, finalY, suffixes, finalE, doubleL];
  return steps.reduce((stem, step) => step(stem, original), lower);
}

/** Step 1a; dies is die, where flies is fli. */
const plural = (word: string, original: boolean): string =>
  !original && word.length === 4 && word.endsWith("ies")
    ? word.slice(0, -1)
    : applyFirst(word, step1a);

/** Step 1b: -eed, -ed and -ing. */
function participle(word: string, original: boolean): string {
  if (!original && word.endsWith("ied")) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith("eed")) return measureOf(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const ending = ["ed", "ing"].find(
    (one) => word.endsWith(one) && hasVowel(word.slice(0, -one.length)),
  );
  if (ending === undefined) return word;
  const stem = word.slice(0, -ending.length);
  if (/(at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsInDouble(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measureOf(stem) === 1 && endsShort(stem, original) ? `${stem}e` : stem;
}

/** Step 1c: happy is happi; enjoy stays, where the original makes it enjoi. */
function finalY(word: string, original: boolean): string {
  if (!word.endsWith("y")) return word;
  const stem = word.slice(0, -1);
  const turns = original ? hasVowel(stem) : stem.length > 1 && consonantsOf(stem).at(-1)!;
  return turns ? `${stem}i` : word;
}

/** Steps 2 to 4. */
function suffixes(word: string, original: boolean): string {
  const second = original ? applyFirst(word, originalStep2) : extended(word);
  return applyFirst(applyFirst(second, step3), step4);
}

/** Step 2 begins anew where -alli became -al. */
function extended(word: string): string {
  const adverb = word.endsWith("alli") && measureOf(word.slice(0, -4)) > 0;
  return applyFirst(adverb ? word.slice(0, -2) : word, extendedStep2);
}

/** Step 5a. */
function finalE(word: string, original: boolean): string {
  if (!word.endsWith("e")) return word;
  const stem = word.slice(0, -1);
  const measure = measureOf(stem);
  return measure > 1 || (measure === 1 && !endsShort(stem, original)) ? stem : word;
}

/** Step 5b. */
const doubleL = (word: string): string =>
  word.endsWith("ll") && measureOf(word.slice(0, -1)) > 1 ? word.slice(0, -1) : word;

/** *o; a vowel and a consonant alone end short too, says nltk: owed is owe. */
function endsShort(stem: string, original: boolean): boolean {
  if (original || stem.length !== 2) return endsInShortSyllable(stem);
  const [first, second] = consonantsOf(stem);
  return !first! && second!;
}
