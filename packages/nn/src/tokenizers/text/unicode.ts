import { isUnclassified } from "./unclassified.ts";

/** Unicode's White_Space, which JavaScript's \s is not: it has U+FEFF and lacks U+0085. */
export const isWhitespace = (character: string): boolean => /^\p{White_Space}$/u.test(character);

/** Punctuation of ASCII, `$` and `+` too, and Unicode's. */
export const isPunctuation = (character: string): boolean =>
  /^[!-/:-@[-`{-~\p{P}]$/u.test(character) && !isUnclassified(character);

/** Digits, letters that are numbers, fractions and the like. */
export const isNumeric = (character: string): boolean => /^\p{N}$/u.test(character);

/** What words are made of: letters, marks, digits, connectors and joiners. */
export const wordCharacters = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}";
