import type { TokenDecoder } from "./decoder.ts";

const byte = /^<0x(\+?[0-9a-fA-F]|[0-9a-fA-F]{2})>$/;

/** Runs of tokens for bytes become text; where they are none, each becomes U+FFFD. */
export const byteFallback: TokenDecoder = (tokens) => {
  const parts: string[] = [];
  let bytes: number[] = [];
  const endRun = (): void => {
    if (bytes.length > 0) parts.push(...textOf(bytes));
    bytes = [];
  };
  for (const token of tokens) {
    const found = token.length === 6 ? byte.exec(token) : null;
    if (found) bytes.push(Number.parseInt(found[1]!, 16));
    else {
      endRun();
      parts.push(token);
    }
  }
  endRun();
  return parts;
};

function textOf(bytes: readonly number[]): readonly string[] {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return [decoder.decode(Uint8Array.from(bytes))];
  } catch {
    return bytes.map(() => "\ufffd");
  }
}
