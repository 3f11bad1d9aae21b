import type { Generator } from "../random/generator.ts";
import type { HostTensor } from "../weights/host-tensor.ts";

/** Longer sequences show no more of a model's kernels. */
export const mostTokens = 64;

/** Token ids from `from` up to `vocabSize`, the same every time for a generator of the same seed: [rows, tokens]. */
export function randomIds(
  generator: Generator,
  [rows, tokens]: readonly [number, number],
  vocabSize: number,
  from = 0,
): HostTensor {
  const values = generator.integers(rows * tokens, vocabSize - from).map((id) => from + id);
  return { dtype: "int32", shape: [rows, tokens], values };
}

/** About a second on one core: what takes longer than that is a GPU's anyway. */
const mostFlops = 5e10;

/** How many sequences of so many tokens a step of at most a second has. */
export function rowsOfStep(sequences: number, tokens: number, parameters: number): number {
  // 2 for a product and a sum, times 3: each product of the forward pass has two in the backward pass.
  const flops = 6 * parameters * tokens;
  return Math.max(1, Math.min(sequences, Math.floor(mostFlops / flops)));
}
