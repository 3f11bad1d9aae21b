import type { Choose } from "./animal-sentences/index.ts";
import { choosing } from "./choose.ts";

const beginnings =
  "Al An Ar Bel Bran Cal Cor Da El Em Fa Gal Hel Is Jo Ka Lu Mar Mi Nor Ol Per Ro Sa Ser Ta Tor Va Vi Wil";
const middles =
  "a a an ar da de el en er i ia id in is la li lo mi na ni o on or ra ri ro sa ta ti va";
const endings =
  "bert bor can da dan dra gard la lia lin lo mar mir na nar nia ra ric rin sa sian ta thas va win ya";

const parts = [beginnings, middles, endings].map((one) => one.split(" "));

/** A name that nobody has, of syllables that names are made of. */
function name(choose: Choose): string {
  const [first, second, last] = parts as [string[], string[], string[]];
  const pick = (from: readonly string[]) => from[choose(from.length)]!;
  const long = choose(100);
  if (long < 25) return pick(first) + pick(last);
  if (long < 80) return pick(first) + pick(second) + pick(last);
  return pick(first) + pick(second) + pick(second) + pick(last);
}

/** Made-up names, a line each. */
export function names(count: number, seed: number): string {
  const choose = choosing(seed);
  return `${Array.from({ length: count }, () => name(choose)).join("\n")}\n`;
}
