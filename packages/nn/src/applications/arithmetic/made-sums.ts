import { Generator } from "../../random/generator.ts";
import type { Question, QuestionParts } from "../answers/answer-work.ts";

/** Sums that are held out for each of validation and test, at most; a tenth of few. */
const HELD_OUT = 1000;

/** All sums of two numbers of up to so many digits, in a random order: those that are held out are never trained on. */
export function madeSums(seed: number, digits: number): QuestionParts {
  const below = 10 ** digits;
  const order = new Generator(seed).permutation(below * below);
  const heldOut = Math.min(HELD_OUT, Math.floor(order.length / 10));
  const sum = (place: number): Question => {
    const [a, b] = [Math.floor(order[place]! / below), order[place]! % below];
    const written = (one: number): string => String(one).padStart(digits, "0");
    return {
      question: `${written(a)}+${written(b)}=`,
      answer: String(a + b).padStart(digits + 1, "0"),
    };
  };
  const from = (start: number): readonly Question[] =>
    Array.from({ length: heldOut }, (_, i) => sum(start + i));
  return {
    validation: from(0),
    test: from(heldOut),
    training: { length: order.length - 2 * heldOut, get: (i) => sum(2 * heldOut + i) },
  };
}
