import type { Point } from "../../../../pictures/plane.ts";

interface Word {
  readonly word: string;
  /** Made up: how much it has to do with money, and with water. */
  readonly vector: Point;
}
type Sentence = "river" | "interest";

const bank: Word = { word: "bank", vector: [0.6, 0.6] };

export const sentences: Readonly<Record<Sentence, readonly Word[]>> = {
  river: [
    { word: "they", vector: [0.1, 0.1] },
    { word: "sat", vector: [0.05, 0.15] },
    { word: "on", vector: [0.05, 0.05] },
    bank,
    { word: "river", vector: [0.05, 1] },
  ],
  interest: [
    { word: "the", vector: [0.05, 0.05] },
    bank,
    { word: "raised", vector: [0.3, 0.1] },
    { word: "its", vector: [0.05, 0.05] },
    { word: "interest", vector: [1, 0.05] },
  ],
};

/** Amounts as shares of their sum; alike where all are 0. */
export function shares(amounts: readonly number[]): number[] {
  const total = amounts.reduce((sum, one) => sum + one, 0);
  return amounts.map((one) => (total === 0 ? 1 / amounts.length : one / total));
}

/** The sum of the vectors, each by its share. */
export function mixed(vectors: readonly Point[], weights: readonly number[]): Point {
  const along = (axis: 0 | 1) => vectors.reduce((sum, one, i) => sum + weights[i]! * one[axis], 0);
  return [along(0), along(1)];
}

/** Whether a vector means what it should far more than the other. */
export const isClear = ([money, water]: Point, sentence: Sentence): boolean =>
  sentence === "river" ? water > 4 * money : money > 4 * water;
