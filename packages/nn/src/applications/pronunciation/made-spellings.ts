import type { DataParts } from "../data-parts.ts";
import { Draws } from "../draws.ts";
import { madePairs } from "../text-pairs/made-pairs.ts";
import type { TextPair } from "../text-pairs/text-pair.ts";

/** What letters sound like: some alone, some together. */
const sounds = [
  ...[
    ["sh", "SH"],
    ["ch", "CH"],
    ["th", "TH"],
    ["ph", "F"],
    ["ck", "K"],
  ],
  ...[
    ["ee", "IY1"],
    ["oo", "UW1"],
    ["ai", "EY1"],
    ["a", "AE1"],
    ["e", "EH1"],
    ["i", "IH1"],
  ],
  ...[
    ["o", "AA1"],
    ["u", "AH1"],
    ["b", "B"],
    ["d", "D"],
    ["f", "F"],
    ["g", "G"],
    ["k", "K"],
  ],
  ...[
    ["l", "L"],
    ["m", "M"],
    ["n", "N"],
    ["p", "P"],
    ["r", "R"],
    ["s", "S"],
    ["t", "T"],
  ],
] as const satisfies readonly (readonly [string, string])[];

const vowels = sounds.filter(([letters]) => /^[aeiou]/.test(letters));
const consonants = sounds.filter(([letters]) => !/^[aeiou]/.test(letters));

/** Made-up words whose spelling is more regular than English: "sheemip", SH IY1 M IH1 P. */
export const madeSpellings = (seed: number, count: number): DataParts<TextPair> =>
  madePairs(new Draws(seed), count, "the made words", (draws) => {
    const word = Array.from({ length: 1 + draws.below(2) }, () => [
      ...[draws.one(consonants), draws.one(vowels)],
    ]).flat();
    const whole = [...word, draws.one(consonants)];
    return {
      source: whole.map(([letters]) => letters).join(""),
      target: whole.map(([, phoneme]) => phoneme).join(" "),
    };
  });
