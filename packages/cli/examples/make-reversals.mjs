// Makes data for qkv train --task seq2seq: random sequences, a tab, and the same backwards.
//   node packages/cli/examples/make-reversals.mjs FILE.tsv [PAIRS] [SHORTEST] [LONGEST] [SYMBOLS] [SEED]
import { writeFileSync } from "node:fs";

const [file, ...numbers] = process.argv.slice(2);
const given = numbers.map(Number);
if (!file || given.some((number) => !Number.isSafeInteger(number) || number < 1)) {
  console.error(
    "usage: make-reversals.mjs FILE.tsv [PAIRS] [SHORTEST] [LONGEST] [SYMBOLS] [SEED], integers from 1",
  );
  process.exit(2);
}
const [pairs = 20_000, shortest = 5, longest = 12, symbols = 20, seed = 1] = given;
const names = Array.from({ length: symbols }, (_, i) =>
  i < 26 ? String.fromCharCode(97 + i) : `s${i}`,
);

// mulberry32, by Tommy Ettinger (public domain): the same file for the same seed everywhere.
let state = seed >>> 0;
function random(below) {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
}

const lines = Array.from({ length: pairs }, () => {
  const length = shortest + random(longest - shortest + 1);
  const source = Array.from({ length }, () => names[random(symbols)]);
  return `${source.join(" ")}\t${source.toReversed().join(" ")}\n`;
});
writeFileSync(file, lines.join(""));
