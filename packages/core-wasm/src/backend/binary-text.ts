/** All printed letters of ASCII but those that a text of JavaScript or HTML may have to escape: " \ ` $ < */
const LETTERS = 90;
/** Bytes that are one letter; the letters left begin those of two. */
const COMMON = LETTERS - 2;

/**
 * The bytes of a text that scripts/binary-letters.mjs wrote: first, in hexadecimal, the bytes that are one letter, in the order
 * of the letters; the others, in their own order, are two. gzip packs it as well as the bytes, and base64 a third worse.
 */
export function decodeLetters(text: string): Uint8Array<ArrayBuffer> {
  const ranks = ranksOfLetters();
  const order = orderOfBytes(text);
  const bytes = new Uint8Array(text.length);
  let size = 0;
  for (let at = 2 * COMMON; at < text.length; ) {
    let rank = ranks[text.charCodeAt(at++)]!;
    if (rank >= COMMON) rank = COMMON + (rank - COMMON) * LETTERS + ranks[text.charCodeAt(at++)]!;
    bytes[size++] = order[rank]!;
  }
  return bytes.slice(0, size);
}

/** The place of each letter among the letters, by its character code. */
function ranksOfLetters(): Uint8Array {
  const ranks = new Uint8Array(128);
  let rank = 0;
  for (let code = 32; code < 127; code++)
    if (!'"\\`$<'.includes(String.fromCharCode(code))) ranks[code] = rank++;
  return ranks;
}

/** All bytes, the common ones first. */
function orderOfBytes(text: string): readonly number[] {
  const order = new Set<number>();
  for (let i = 0; i < COMMON; i++) order.add(parseInt(text.slice(2 * i, 2 * i + 2), 16));
  for (let byte = 0; byte < 256; byte++) order.add(byte);
  return [...order];
}

/**
 * A binary out of another one and what differs, as scripts/binary-delta.mjs writes it: parts of a count, so many bytes, a
 * skip, and the length of a run of `base`, which begins at the skip behind the end of the run before.
 */
export function decodeDelta(base: Uint8Array, delta: Uint8Array): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let [at, from] = [0, 0];
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = delta[at++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < delta.length) {
    const count = number();
    parts.push(delta.subarray(at, at + count));
    at += count;
    const skip = number();
    from += skip & 1 ? -(skip + 1) / 2 : skip / 2;
    const length = number();
    parts.push(base.subarray(from, from + length));
    from += length;
  }
  return joined(parts);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
