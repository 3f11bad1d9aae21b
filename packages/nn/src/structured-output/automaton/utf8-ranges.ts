import type { CodePoints } from "../expressions/code-points.ts";

/** Ranges of bytes, one behind the other. */
export type ByteRanges = readonly (readonly [from: number, to: number])[];

const longestOf = [0x7f, 0x7ff, 0xffff, 0x10ffff];

/**
 * A set of characters as runs of ranges of bytes in UTF-8: a character is in the set where its bytes are in one of them.
 */
export const utf8Ranges = (set: CodePoints): ByteRanges[] =>
  set.flatMap(([from, to]) => ofOneLength(from, to).flatMap(([a, b]) => split(a, b)));

/** Parts of a range whose characters have as many bytes as one another. */
function ofOneLength(from: number, to: number): (readonly [number, number])[] {
  const parts: [number, number][] = [];
  let start = from;
  for (const last of longestOf)
    if (start <= Math.min(to, last)) {
      parts.push([start, Math.min(to, last)]);
      start = last + 1;
    }
  return parts;
}

/** Parts of a range in which each byte but the first that differs goes from the lowest to the highest that it may be. */
function split(from: number, to: number): ByteRanges[] {
  for (let bits = 6; bits <= 18; bits += 6) {
    const low = (1 << bits) - 1;
    if (from >> bits === to >> bits || from <= 0x7f) continue;
    if ((from & low) !== 0) return [...split(from, from | low), ...split((from | low) + 1, to)];
    if ((to & low) !== low) return [...split(from, (to & ~low) - 1), ...split(to & ~low, to)];
  }
  const [first, last] = [bytesOf(from), bytesOf(to)];
  return [first.map((byte, i) => [byte, last[i]!] as const)];
}

/** UTF-8 of a code point. */
function bytesOf(code: number): number[] {
  if (code <= 0x7f) return [code];
  const rest = (shift: number) => 0x80 | ((code >> shift) & 0x3f);
  if (code <= 0x7ff) return [0xc0 | (code >> 6), rest(0)];
  if (code <= 0xffff) return [0xe0 | (code >> 12), rest(6), rest(0)];
  return [0xf0 | (code >> 18), rest(12), rest(6), rest(0)];
}
