import { isUnclassified } from "../text/unclassified.ts";
import type { Normalizer } from "./normalizer.ts";

/** Without combining marks. */
export const stripAccents: Normalizer = (text) =>
  /\p{M}/u.test(text.text) ? text.filter((character) => !isMark(character)) : text;

const isMark = (character: string): boolean =>
  /^\p{M}$/u.test(character) && !isUnclassified(character);
