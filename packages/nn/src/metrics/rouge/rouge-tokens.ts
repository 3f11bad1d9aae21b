import { defineOptions, type Given } from "../../options/define-options.ts";
import { expectText } from "../../options/expect-argument.ts";
import { flag } from "../../options/fields.ts";
import { porterStem } from "./porter-stem.ts";

const rougeOptions = defineOptions("rouge", {
  /** Compare stems (`porterStem`) of words that have more than three letters. */
  stemmer: flag({ default: false }),
});

/** Options of `rouge`, `corpusRouge` and `rougeTokens`. */
export type RougeOptions = Given<typeof rougeOptions>;

export const completeRougeOptions = (given: RougeOptions, who: string) =>
  rougeOptions.complete(given, who);

/** The words that ROUGE compares: runs of a to z and digits in lower case, or their stems. */
export function rougeTokens(text: string, options: RougeOptions = {}): string[] {
  expectText("rougeTokens", "text", text);
  const { stemmer } = completeRougeOptions(options, "rougeTokens");
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return stemmer ? words.map((word) => (word.length > 3 ? porterStem(word) : word)) : [...words];
}
