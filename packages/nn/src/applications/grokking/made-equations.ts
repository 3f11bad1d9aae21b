import { Generator } from "../../random/generator.ts";
import type { Question, QuestionParts } from "../answers/answer-work.ts";

export const operations = ["add", "subtract", "divide"] as const;
export type Operation = (typeof operations)[number];

export interface EquationTable {
  readonly operation: Operation;
  /** A prime number where it is divided: each number but 0 has an inverse then. */
  readonly modulus: number;
  /** Part of the table that is learnt from; half of the rest is for validation, half for the test. */
  readonly fraction: number;
}

/** A whole table of x + y, x - y or x / y modulo a number, in a random order, cut in three. */
export function madeEquations(
  seed: number,
  { operation, modulus, fraction }: EquationTable,
): QuestionParts {
  const table: Question[] = [];
  for (let x = 0; x < modulus; x++)
    for (let y = 0; y < modulus; y++) {
      // x / y = z where x = z y: the quotient z runs through all numbers, and tells x.
      if (operation === "add") table.push(equation(x, "+", y, (x + y) % modulus));
      else if (operation === "subtract")
        table.push(equation(x, "-", y, (x - y + modulus) % modulus));
      else if (y > 0) table.push(equation((x * y) % modulus, "/", y, x));
    }
  const shuffled = Array.from(new Generator(seed).permutation(table.length), (i) => table[i]!);
  const learnt = Math.round(fraction * table.length);
  const half = learnt + ((table.length - learnt) >> 1);
  return {
    training: shuffled.slice(0, learnt),
    validation: shuffled.slice(learnt, half),
    test: shuffled.slice(half),
  };
}

const equation = (x: number, sign: string, y: number, z: number): Question => ({
  question: `${x} ${sign} ${y} =`,
  answer: `${z}`,
});

export function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++)
    if (number % divisor === 0) return false;
  return number > 1;
}
