import type { ComponentReader } from "../read-component.ts";
import type { TokenDecoder } from "./decoder.ts";

/** Tokens without so many of a character at the beginning and at the end. */
export const stripDecoder: ComponentReader<TokenDecoder> = (fields) => {
  const content = fields.character("content");
  const start = fields.count("start", 0);
  const stop = fields.count("stop", 0);
  return (tokens) =>
    tokens.map((token) => {
      const characters = [...token];
      let from = 0;
      while (from < start && characters[from] === content) from++;
      let to = characters.length;
      while (characters.length - to < stop && characters[to - 1] === content) to--;
      return characters.slice(from, to).join("");
    });
};
