import type { ComponentReader } from "../read-component.ts";
import type { TokenDecoder } from "./decoder.ts";

/** Spaces between words, none within. */
export const wordPieceDecoder: ComponentReader<TokenDecoder> = (fields) => {
  const prefix = fields.text("prefix", "##");
  const cleanup = fields.flag("cleanup", true);
  return (tokens) =>
    tokens.map((token, i) => {
      const inside = token.startsWith(prefix);
      const text = i === 0 ? token : inside ? token.slice(prefix.length) : ` ${token}`;
      return cleanup ? tidy(text) : text;
    });
};

/** Without the spaces that English has not, as the decoder does it. */
export const tidy = (text: string): string =>
  text
    .replaceAll(" .", ".")
    .replaceAll(" ?", "?")
    .replaceAll(" !", "!")
    .replaceAll(" ,", ",")
    .replaceAll(" ' ", "'")
    .replaceAll(" n't", "n't")
    .replaceAll(" 'm", "'m")
    .replaceAll(" do not", " don't")
    .replaceAll(" 's", "'s")
    .replaceAll(" 've", "'ve")
    .replaceAll(" 're", "'re");
