import { type DataParts, splitParts } from "../data-parts.ts";
import { Draws } from "../draws.ts";
import { ask, greetings, introductions, MOST, names } from "../instructions/made-dialogues.ts";
import { type Preference, preferenceLines } from "./preference.ts";

/**
 * Greetings that fit how somebody introduced himself, "My name is Ada." and "Good day, Ada.", "I am Ada." and "Hello Ada!",
 * before the other one. In the dialogues of `instructions` both are as likely, so a model that has learnt those prefers one
 * of them in half of the pairs. No prompt comes twice.
 */
export function madePreferences(seed: number, count: number): DataParts<Preference> {
  const draws = new Draws(seed);
  const made = new Map<string, Preference>();
  while (made.size < count) {
    const before = Array.from({ length: draws.below(MOST) }, () => ask(draws).messages).flat();
    const [name, manner] = [draws.one(names), draws.below(2)];
    const preference: Preference = {
      prompt: [...before, { role: "user", content: introductions[manner]!(name) }],
      chosen: greetings[manner]!(name),
      rejected: greetings[1 - manner]!(name),
    };
    made.set(preferenceLines.keyOf(preference), preference);
  }
  return splitParts([...made.values()], "the made preferences", preferenceLines);
}
