import type { Normalizer } from "./normalizer.ts";

/** Each character by itself, so that a sigma at a word's end is like any other. */
export const lowercase: Normalizer = (text) =>
  text.mapCharacters((character) => character.toLowerCase());
