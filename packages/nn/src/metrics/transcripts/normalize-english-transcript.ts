import { defineOptions, type Given } from "../../options/define-options.ts";
import { expectText } from "../../options/expect-argument.ts";
import { passing } from "../../options/fields.ts";
import { SPACING, splitWords, squeezeSpaces, WHOLE_SPACING } from "../python-whitespace.ts";
import { BOUNDARY, wholeWord } from "../whole-word.ts";
import { expandContractions } from "./english-contractions.ts";
import { removeAsides } from "./normalize-transcript.ts";
import { isDecimal, multipliers } from "./number-words.ts";
import { removeSymbolsAndDiacritics } from "./remove-symbols.ts";
import { writeNumbers } from "./write-numbers.ts";

type Spelling = Readonly<Record<string, string>>;

const isSpelling = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === "string");

const englishOptions = defineOptions("normalizeEnglishTranscript", {
  /** British spellings and the American ones that take their place, as a model's normalizer.json has them; none unless given. */
  spelling: passing<Spelling>(isSpelling, { default: {}, expected: "words by word" }),
});

/** Options of `normalizeEnglishTranscript`. */
export type EnglishTranscriptOptions = Given<typeof englishOptions>;

const HESITATION = wholeWord("hmm|mm|mhm|mmm|uh|um");
const HALVES = new RegExp(`${BOUNDARY}and${SPACING}a${SPACING}half${BOUNDARY}`, "gu");
const SUFFIXES = new RegExp(`([0-9])${SPACING}(st|nd|rd|th|s)${BOUNDARY}`, "gu");
const DETACHED = new RegExp(`${WHOLE_SPACING}'`, "gu");
const CENTS = new RegExp(`([€£$])([0-9]+) (?:and )?¢([0-9]{1,2})${BOUNDARY}`, "gu");
const ONLY_CENTS = new RegExp(`[€£$]0[^\\n]([0-9]{1,2})${BOUNDARY}`, "gu");
const ONE = wholeWord("1(s?)");

/**
 * An English transcript as Whisper compares it: without hesitations and what stands in brackets, contractions in full,
 * numbers in digits, symbols as blanks but for those of amounts. Radford et al., Robust Speech Recognition via
 * Large-Scale Weak Supervision (2022), appendix C.
 */
export function normalizeEnglishTranscript(
  text: string,
  options: EnglishTranscriptOptions = {},
): string {
  expectText("normalizeEnglishTranscript", "text", text);
  const { spelling } = englishOptions.complete(options);
  const spoken = removeAsides(text.toLowerCase()).replace(HESITATION, "").replace(DETACHED, "'");
  const plain = removeSymbolsAndDiacritics(
    expandContractions(spoken)
      .replace(/(\p{Nd}),(\p{Nd})/gu, "$1$2")
      .replace(/\.([^0-9]|$)/gu, " $1"),
    ".%$¢€£",
  );
  const amounts = inDigits(plain);
  const spelt = splitWords(amounts).map((word) =>
    Object.hasOwn(spelling, word) ? spelling[word]! : word,
  );
  const bare = spelt
    .join(" ")
    .replace(/[.$¢€£]([^0-9])/gu, " $1")
    .replace(/([^0-9])%/gu, "$1 ");
  return squeezeSpaces(bare);
}

function inDigits(text: string): string {
  const apart = halves(text)
    .replace(/([a-z])([0-9])/g, "$1 $2")
    .replace(/([0-9])([a-z])/g, "$1 $2")
    .replace(SUFFIXES, "$1$2");
  return writeNumbers(apart)
    .replace(
      CENTS,
      (_, currency: string, whole: string, cents: string) =>
        `${currency}${whole}.${cents.padStart(2, "0")}`,
    )
    .replace(ONLY_CENTS, (_, cents: string) => `¢${Number(cents)}`)
    .replace(ONE, "one$1");
}

/** "two and a half" is "two point five". */
function halves(text: string): string {
  const parts = text.split(HALVES);
  const said = parts.flatMap((part, i) => {
    const words = splitWords(part);
    if (words.length === 0) return [];
    if (i === parts.length - 1) return [part];
    const last = words.at(-1)!;
    return [part, isDecimal(last) || multipliers.has(last) ? "point five" : "and a half"];
  });
  return said.join(" ");
}
