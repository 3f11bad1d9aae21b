import type { ForwardAnswer, TensorAnswer } from "../engine/protocol.ts";

/** The tensors that play a role, in the order of the layers. */
export const byRole = ({ tensors }: ForwardAnswer, role: string): readonly TensorAnswer[] =>
  tensors.filter((one) => one.role === role);

/** One of the matrices along the first axes, such as a head of [N, nhead, M, M]: [rows, columns]. */
export function matrixOf({ shape, data }: TensorAnswer, ...indices: readonly number[]): Matrix {
  const [rows, columns] = shape.slice(-2) as [number, number];
  const leading = shape.slice(0, -2);
  const at = leading.reduce((offset, size, axis) => offset * size + (indices[axis] ?? 0), 0);
  const size = rows * columns;
  return { rows, columns, values: data.subarray(at * size, (at + 1) * size) };
}

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row after row. */
  readonly values: Float32Array;
}

/** Softmax, in float64. */
export function softmax(logits: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(logits);
  const highest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] = Math.exp(values[i]! - highest);
  return values.map((value) => value / total);
}

/** The indices of the k largest values, the largest first. */
export const largest = (values: ArrayLike<number>, k: number): number[] =>
  Array.from({ length: values.length }, (_, i) => i)
    .sort((a, b) => values[b]! - values[a]!)
    .slice(0, k);
