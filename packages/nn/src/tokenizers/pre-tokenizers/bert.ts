import { characters } from "../text/matches.ts";
import { splitText } from "../text/split-text.ts";
import { isPunctuation, isWhitespace } from "../text/unicode.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";

/** Cuts at white space, which is left out, and around every punctuation character. */
export const bertPreTokenizer: PreTokenizer = (part) =>
  splitText(part, characters(isWhitespace), "Removed").flatMap((word) =>
    splitText(word, characters(isPunctuation), "Isolated"),
  );
