import type { Span } from "./span.ts";

/** Bytes that a text takes in UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Each half of a surrogate pair counts for two bytes of its four.
    if (code >= 0x80) length += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
  }
  return length;
}

/**
 * For each byte of a text in UTF-8 the code unit that it belongs to, the first of two; undefined where that is the
 * number of the byte.
 */
export function unitsOfBytes(text: string): Int32Array | undefined {
  const length = utf8Length(text);
  if (length === text.length) return undefined;
  const units = new Int32Array(length);
  let byte = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i)!;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    units.fill(i, byte, byte + bytes);
    byte += bytes;
    if (code > 0xffff) i++;
  }
  return units;
}

/** A part of a text in code points, from where its bytes in UTF-8 are; the same numbers where it has no such bytes. */
export function charactersOfBytes(text: string, start: number, end: number): Span {
  const ofBytes: number[] = [];
  for (const [i, character] of [...text].entries())
    for (let byte = utf8Length(character); byte > 0; byte--) ofBytes.push(i);
  const first = ofBytes[start];
  if (first === undefined) return { start, end };
  return { start: first, end: ofBytes[end] ?? (ofBytes[end - 1] ?? first + 1) + 1 };
}

/** The token that stands for a byte where a vocabulary has one: "<0x0A>". */
export const byteToken = (byte: number): string =>
  `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
