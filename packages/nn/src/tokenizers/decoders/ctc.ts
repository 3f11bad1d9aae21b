import type { ComponentReader } from "../read-component.ts";
import type { TokenDecoder } from "./decoder.ts";
import { tidy } from "./word-piece.ts";

/** Connectionist temporal classification: repeated tokens count once, blanks not at all. */
export const ctc: ComponentReader<TokenDecoder> = (fields) => {
  const pad = fields.text("pad_token", "<pad>");
  const delimiter = fields.text("word_delimiter_token", "|");
  const cleanup = fields.flag("cleanup", true);
  return (tokens) =>
    tokens
      .filter((token, i) => token !== tokens[i - 1])
      .map((token) => {
        const text = token.replaceAll(pad, "");
        return cleanup ? tidy(text).replaceAll(delimiter, " ") : text;
      })
      .filter((text) => text !== "");
};
