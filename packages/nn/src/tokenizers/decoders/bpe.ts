import type { ComponentReader } from "../read-component.ts";
import type { TokenDecoder } from "./decoder.ts";

/** The end of a word becomes a space, that of the last one nothing. */
export const bpeDecoder: ComponentReader<TokenDecoder> = (fields) => {
  const suffix = fields.text("suffix", "</w>");
  return (tokens) =>
    tokens.map((token, i) => token.replaceAll(suffix, i === tokens.length - 1 ? "" : " "));
};
