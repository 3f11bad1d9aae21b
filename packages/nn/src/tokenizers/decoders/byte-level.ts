import { bytesOfCharacters } from "../text/bytes-as-characters.ts";
import type { TokenDecoder } from "./decoder.ts";

const encoder = new TextEncoder();

/** Characters that stand for bytes become text. A token with one that stands for none is text already. */
export const byteLevelDecoder: TokenDecoder = (tokens) => {
  const parts = tokens.map((token) => bytesOfCharacters(token) ?? encoder.encode(token));
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return [new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)];
};
