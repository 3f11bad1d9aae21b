import type { Normalizer } from "./normalizer.ts";

/** Without combining marks. */
export const stripAccents: Normalizer = (text) =>
  /\p{M}/u.test(text.text) ? text.filter((character) => !/^\p{M}$/u.test(character)) : text;
