import { splitWords, stripEnd } from "./python-whitespace.ts";
import { tokenize13a } from "./tokenize-13a.ts";

/** "13a" is WMT's, "none" splits at white space, "char" at every character. */
export type BleuTokenizer = "13a" | "none" | "char";

const tokenizers: Readonly<Record<BleuTokenizer, (text: string) => string[]>> = {
  "13a": tokenize13a,
  none: splitWords,
  char: (text) => [...text].flatMap(splitWords),
};

/** The tokens whose n-grams BLEU compares. */
export function bleuTokens(
  text: string,
  { tokenize, lowercase }: { readonly tokenize: BleuTokenizer; readonly lowercase: boolean },
): string[] {
  if (!Object.hasOwn(tokenizers, tokenize))
    throw new RangeError(
      `corpusBleu: tokenize is ${tokenize}, expected one of ${Object.keys(tokenizers).join(", ")}`,
    );
  return tokenizers[tokenize](stripEnd(lowercase ? text.toLowerCase() : text));
}
