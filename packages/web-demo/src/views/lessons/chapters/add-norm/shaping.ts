/** Made up: what runs in the stream, and what a layer has to add. */
export const stream = [0.8, -0.4, 0.3, 1.2, -0.9, 0.1];
export const update = [0.3, 0.2, -0.6, 0.1, 0.4, -0.2];

export const added = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((value, i) => value + b[i]!);

/** Mean 0 and variance 1, as a LayerNorm whose weights are 1 and whose biases are 0 (eps 1e-5). */
export function normalised(values: readonly number[]): number[] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length;
  return values.map((one) => (one - mean) / Math.sqrt(variance + 1e-5));
}

interface Change {
  readonly shift: number;
  readonly factor: number;
  readonly raise: number;
}

export const changed = (values: readonly number[], { shift, factor, raise }: Change): number[] =>
  values.map((one, i) => factor * one + shift + (i === 0 ? raise : 0));

/** The largest difference between two lists. */
export const farthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

/** Whether both ways of changing that a norm undoes are used, and its output is as before. */
export const isUndone = (change: Change): boolean => {
  const sum = added(stream, update);
  const before = normalised(sum);
  const after = normalised(changed(sum, change));
  return change.shift !== 0 && change.factor !== 1 && farthest(before, after) < 1e-3;
};
