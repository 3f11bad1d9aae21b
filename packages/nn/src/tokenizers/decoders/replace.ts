import type { ComponentReader } from "../read-component.ts";
import { readPattern } from "../text/read-pattern.ts";
import type { TokenDecoder } from "./decoder.ts";

/** Every match of a pattern in a token replaced by the same text. */
export const replaceDecoder: ComponentReader<TokenDecoder> = (fields) => {
  const pattern = readPattern(fields);
  const content = fields.text("content");
  return (tokens) =>
    tokens.map((token) => {
      let [text, done] = ["", 0];
      for (const { start, end } of pattern(token)) {
        text += token.slice(done, start) + content;
        done = end;
      }
      return text + token.slice(done);
    });
};
