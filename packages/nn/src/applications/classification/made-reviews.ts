import { type DataParts, splitParts } from "../data-parts.ts";
import { Draws } from "../draws.ts";
import type { LabelledText } from "./labelled-text.ts";

const things = [
  "film",
  "soup",
  "book",
  "hotel",
  "song",
  "train",
  "garden",
  "phone",
  "story",
  "lamp",
];
const good = ["lovely", "splendid", "warm", "clever", "a joy", "well made", "bright", "worth it"];
const bad = [
  "dull",
  "broken",
  "cold",
  "a waste",
  "badly made",
  "too loud",
  "empty",
  "not worth it",
];
const frames = [
  "the {thing} was {word}",
  "i found this {thing} {word}",
  "{word} , that is what the {thing} is",
  "what can i say of the {thing} : {word}",
  "my friend says the {thing} is {word} and i agree",
];

/** Short reviews that a grammar makes, of which one in six says no to a word of the other class. */
export function madeReviews(seed: number, count: number): DataParts<LabelledText> {
  const draws = new Draws(seed);
  const reviews = Array.from({ length: count }, (): LabelledText => {
    const label = draws.one(["good", "bad"]);
    const turned = draws.below(6) === 0;
    const word = draws.one((label === "good") !== turned ? good : bad);
    const text = draws
      .one(frames)
      .replace("{thing}", draws.one(things))
      .replace("{word}", turned ? `not at all ${word}` : word);
    return { text, label };
  });
  return splitParts(reviews, "the made reviews", { keyOf: ({ text }) => text, key: "text" });
}
