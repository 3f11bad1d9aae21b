import { type DataParts, splitParts } from "../data-parts.ts";
import { Draws } from "../draws.ts";
import { entityFiles } from "./read-entities.ts";
import type { TaggedSentence } from "./tagged-sentence.ts";

const syllables = ["ba", "den", "ko", "li", "mar", "no", "ro", "sa", "tel", "vi"];
const frames = [
  "{PER} was born in {LOC} .",
  "{PER} works for {ORG} since last year .",
  "{ORG} has an office in {LOC} .",
  "the mayor of {LOC} met {PER} on Monday .",
  "in {LOC} it rained , and {PER} stayed at home .",
  "{ORG} and {ORG} make lamps .",
  "the train stops twice on its way .",
];

/** Sentences that a grammar makes, with persons, places and firms that have no name twice. */
export function madeEntities(seed: number, count: number): DataParts<TaggedSentence> {
  const draws = new Draws(seed);
  const name = (): string => {
    const low = Array.from({ length: 2 + draws.below(2) }, () => draws.one(syllables)).join("");
    return low.charAt(0).toUpperCase() + low.slice(1);
  };
  const made = {
    PER: () => [name(), name()],
    LOC: () => (draws.below(3) === 0 ? ["New", name()] : [name()]),
    ORG: () => [name(), draws.one(["Ltd", "Works", "Group"])],
  };
  const sentences = Array.from({ length: count }, (): TaggedSentence => {
    const [words, tags]: [string[], string[]] = [[], []];
    for (const word of draws.one(frames).split(" ")) {
      const type = /^\{(PER|LOC|ORG)\}$/.exec(word)?.[1] as keyof typeof made | undefined;
      const parts = type ? made[type]() : [word];
      words.push(...parts);
      tags.push(...parts.map((_, i) => (type ? `${i === 0 ? "B" : "I"}-${type}` : "O")));
    }
    return { words, tags };
  });
  return splitParts(sentences, "the made sentences", entityFiles);
}
