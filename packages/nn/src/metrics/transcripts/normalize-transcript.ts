import { defineOptions, type Given } from "../../options/define-options.ts";
import { expectText } from "../../options/expect-argument.ts";
import { flag } from "../../options/fields.ts";
import { squeezeSpaces } from "../python-whitespace.ts";
import { removeSymbols, removeSymbolsAndDiacritics } from "./remove-symbols.ts";

const transcriptOptions = defineOptions("normalizeTranscript", {
  /** é counts as e. */
  removeDiacritics: flag({ default: false }),
  /** A blank between all characters (grapheme clusters), for scripts that write none between words. */
  splitLetters: flag({ default: false }),
});

/** Options of `normalizeTranscript`; names and defaults are those of Whisper's `BasicTextNormalizer`, in camelCase. */
export type TranscriptOptions = Given<typeof transcriptOptions>;

/** Without what is no speech: <...>, [...] and (...). */
export function removeAsides(text: string): string {
  const end = Math.max(text.lastIndexOf(">"), text.lastIndexOf("]")) + 1;
  const spoken = text.slice(0, end).replace(/[<[][^>\]]*[>\]]/g, "") + text.slice(end);
  const last = spoken.lastIndexOf(")") + 1;
  // Behind the last end each beginning would look in vain through all that follows.
  return spoken.slice(0, last).replace(/\([^)]+?\)/g, "") + spoken.slice(last);
}

/**
 * A transcript in any language as Whisper compares it: lower case, without what stands in brackets, symbols and
 * punctuation as blanks. Radford et al., Robust Speech Recognition via Large-Scale Weak Supervision (2022), appendix C.
 */
export function normalizeTranscript(text: string, options: TranscriptOptions = {}): string {
  expectText("normalizeTranscript", "text", text);
  const { removeDiacritics, splitLetters } = transcriptOptions.complete(options);
  const spoken = removeAsides(text.toLowerCase());
  const clean = removeDiacritics ? removeSymbolsAndDiacritics(spoken) : removeSymbols(spoken);
  const lower = clean.toLowerCase();
  return squeezeSpaces(splitLetters ? lettersOf(lower).join(" ") : lower);
}

const lettersOf = (text: string): string[] =>
  Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
