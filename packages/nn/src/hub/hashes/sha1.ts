import { BlockHash, type Hash, rotateLeft } from "./blocks.ts";

/** Its rounds in four runs of 20: what they add (FIPS 180-4, 4.2.1). */
const added = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc | 0, 0xca62c1d6 | 0] as const;

/** SHA-1 (FIPS 180-4, 6.1), by which git names contents. */
export function sha1(): Hash {
  const schedule = new Int32Array(80);
  const initial = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  return new BlockHash(initial, (state, block) => {
    for (let t = 0; t < 16; t++) schedule[t] = block.getInt32(4 * t);
    for (let t = 16; t < 80; t++)
      schedule[t] = rotateLeft(
        schedule[t - 3]! ^ schedule[t - 8]! ^ schedule[t - 14]! ^ schedule[t - 16]!,
        1,
      );
    // Single variables, as in sha256.ts.
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    let e = state[4]!;
    for (let t = 0; t < 80; t++) {
      const run = Math.floor(t / 20);
      const mixed =
        run === 0 ? (b & c) | (~b & d) : run === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const next = (rotateLeft(a, 5) + mixed + e + added[run]! + schedule[t]!) | 0;
      e = d;
      d = c;
      c = rotateLeft(b, 30);
      b = a;
      a = next;
    }
    state[0] = state[0]! + a;
    state[1] = state[1]! + b;
    state[2] = state[2]! + c;
    state[3] = state[3]! + d;
    state[4] = state[4]! + e;
  });
}
