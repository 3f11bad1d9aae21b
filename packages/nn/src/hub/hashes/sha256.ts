import { BlockHash, type Hash, rotateLeft } from "./blocks.ts";

/** SHA-256 (FIPS 180-4, 6.2), for where there is none that takes pieces. */
export function sha256(): Hash {
  const { initial, rounds } = constants();
  const schedule = new Int32Array(64);
  return new BlockHash(initial, (state, block) => {
    for (let t = 0; t < 16; t++) schedule[t] = block.getInt32(4 * t);
    for (let t = 16; t < 64; t++) {
      const before = schedule[t - 15]!;
      const recent = schedule[t - 2]!;
      const low = rotateLeft(before, 25) ^ rotateLeft(before, 14) ^ (before >>> 3);
      const high = rotateLeft(recent, 15) ^ rotateLeft(recent, 13) ^ (recent >>> 10);
      schedule[t] = schedule[t - 16]! + low + schedule[t - 7]! + high;
    }
    // Single variables: an array in the loop, even to swap them, is ten times as slow.
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    let e = state[4]!;
    let f = state[5]!;
    let g = state[6]!;
    let h = state[7]!;
    for (let t = 0; t < 64; t++) {
      const choice = (e & f) ^ (~e & g);
      const turned = rotateLeft(e, 26) ^ rotateLeft(e, 21) ^ rotateLeft(e, 7);
      const first = (h + turned + choice + rounds[t]! + schedule[t]!) | 0;
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const second = ((rotateLeft(a, 30) ^ rotateLeft(a, 19) ^ rotateLeft(a, 10)) + majority) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    state[0] = state[0]! + a;
    state[1] = state[1]! + b;
    state[2] = state[2]! + c;
    state[3] = state[3]! + d;
    state[4] = state[4]! + e;
    state[5] = state[5]! + f;
    state[6] = state[6]! + g;
    state[7] = state[7]! + h;
  });
}

let known: { readonly initial: number[]; readonly rounds: Int32Array } | undefined;

/** Fractional parts of the square roots of the first 8 primes, and of the cube roots of the first 64. */
function constants() {
  if (known) return known;
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++)
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  const initial = primes.slice(0, 8).map((prime) => fraction(prime, 2n));
  const rounds = Int32Array.from(primes, (prime) => fraction(prime, 3n));
  known = { initial, rounds };
  return known;
}

/** The first 32 bits behind the point of a root: the root of prime * 2^(32 power), without what stands before the point. */
function fraction(prime: number, power: bigint): number {
  const wanted = BigInt(prime) << (32n * power);
  let low = 0n;
  let high = 2n ** 40n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** power <= wanted) low = middle;
    else high = middle - 1n;
  }
  return Number(BigInt.asIntN(32, low));
}
