/** What stands in a text of JavaScript and of HTML as it is, however a bundler quotes it. */
const letters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter(
  (letter) => !'"\\`$<'.includes(letter),
);
/** Letters that begin a pair. */
const PAIRS = 2;
const COMMON = letters.length - PAIRS;

/**
 * Bytes as letters, of which gzip makes no more than of the bytes: the commonest bytes are one letter each, the others two.
 * In front, in hexadecimal, stand those that are one letter, in the order of the letters; the others follow in their own.
 */
export function writeLetters(bytes) {
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte]++;
  const byCount = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b);
  const common = byCount.slice(0, COMMON).sort((a, b) => a - b);
  const others = byCount.slice(COMMON).sort((a, b) => a - b);
  const written = [];
  for (const [i, byte] of common.entries()) written[byte] = letters[i];
  for (const [i, byte] of others.entries())
    written[byte] = letters[COMMON + Math.floor(i / letters.length)] + letters[i % letters.length];
  return Buffer.from(common).toString("hex") + Array.from(bytes, (byte) => written[byte]).join("");
}
