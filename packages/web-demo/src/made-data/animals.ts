import { animalSentence } from "./animal-sentences/index.ts";
import { choosing } from "./choose.ts";

const sentences = (count: number, seed: number) => {
  const choose = choosing(seed);
  return Array.from({ length: count }, () => animalSentence(choose));
};

/** English sentences about animals and people, a line each. */
export const animalText = (count: number, seed: number): string =>
  `${sentences(count, seed)
    .map(({ en }) => en)
    .join("\n")}\n`;

/** The same with their German: "the cat sleeps . TAB die Katze schläft ." a line. */
export const animalPairs = (count: number, seed: number): string =>
  `${sentences(count, seed)
    .map(({ en, de }) => `${en}\t${de}`)
    .join("\n")}\n`;
