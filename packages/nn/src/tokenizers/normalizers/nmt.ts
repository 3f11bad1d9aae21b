import type { Normalizer } from "./normalizer.ts";

/** Cc without what is blank and the most of C1. */
const control = /^(?![\0\t\n\f\r\x80-\x8e\x90-\x9e])\p{Cc}$/u;
const blank = /^[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]$/;

/** What sentencepiece does for machine translation: no control characters, a space for whatever is blank. */
export const nmt: Normalizer = (text) =>
  text
    .filter((character) => !control.test(character))
    .mapCharacters((character) => (blank.test(character) ? " " : character));
