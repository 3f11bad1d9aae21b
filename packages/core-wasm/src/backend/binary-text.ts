/** Two digits a byte: twice as long as the binary, but gzip sees its bytes, and packs it a fifth smaller than base64. */
export function decodeHex(digits: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = (digitOf(digits.charCodeAt(2 * i)) << 4) | digitOf(digits.charCodeAt(2 * i + 1));
  return bytes;
}

/** Of a digit 0-9 or a-f, from its character code. */
const digitOf = (code: number): number => (code & 15) + (code > 64 ? 9 : 0);

/**
 * A binary out of another one and what differs: parts "literal,skip,length" with ";" between, of which each gives its
 * literal, in hexadecimal, and then `length` bytes of `base` from `skip` behind the end of the run before.
 */
export function decodeDelta(base: Uint8Array, delta: string): Uint8Array<ArrayBuffer> {
  const parts = delta.split(";").map((part) => {
    const [literal = "", skip = "0", length = "0"] = part.split(",");
    return { literal: decodeHex(literal), skip: parseInt(skip, 36), length: parseInt(length, 36) };
  });
  const size = parts.reduce((sum, { literal, length }) => sum + literal.length + length, 0);
  const bytes = new Uint8Array(size);
  let [at, from] = [0, 0];
  for (const { literal, skip, length } of parts) {
    bytes.set(literal, at);
    from += skip;
    bytes.set(base.subarray(from, from + length), at + literal.length);
    at += literal.length + length;
    from += length;
  }
  return bytes;
}
