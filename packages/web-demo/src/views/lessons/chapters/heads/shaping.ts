import type { Matrix } from "../../../../shaping/tensors.ts";

/** How much each token but the first looks at the one before it, on average. */
export function looksBack({ rows, columns, values }: Matrix): number {
  let sum = 0;
  for (let row = 1; row < rows; row++) sum += values[row * columns + row - 1]!;
  return rows < 2 ? 0 : sum / (rows - 1);
}

/** The place of the largest value; -1 of none. */
export const indexOfLargest = (values: readonly number[]): number =>
  values.reduce((best, value, i) => (best < 0 || value > values[best]! ? i : best), -1);
