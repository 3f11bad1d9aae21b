import { characters, regexMatches } from "../text/matches.ts";
import { splitText } from "../text/split-text.ts";
import { isWhitespace, wordCharacters } from "../text/unicode.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";

const wordsAndSigns = regexMatches(
  new RegExp(`[${wordCharacters}]+|[^${wordCharacters}\\p{White_Space}]+`, "gu"),
);

/** Words and runs of other signs; white space is left out. */
export const whitespace: PreTokenizer = (part) => splitText(part, wordsAndSigns, "Removed", true);

/** Cuts at white space, which is left out. */
export const whitespaceSplit: PreTokenizer = (part) =>
  splitText(part, characters(isWhitespace), "Removed");
