import type { TensorAnswer, Term, Vector } from "../protocol.ts";

/** A parameter on the host. */
export interface HostParameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What an explanation may look at. */
export interface Pass {
  readonly tensors: readonly TensorAnswer[];
  /** Which of them is explained. */
  readonly index: number;
  /** An index for each of its axes. */
  readonly cell: readonly number[];
  /** By its name in the state dict; undefined where the model has none. */
  parameter(name: string): HostParameter | undefined;
  readonly parameterNames: readonly string[];
}

export const target = ({ tensors, index }: Pass): TensorAnswer => tensors[index]!;

/** The tensors before the one at hand, the latest first. */
export const before = ({ tensors, index }: Pass): readonly TensorAnswer[] =>
  tensors.slice(0, index).reverse();

/** Where a cell stands in the data. */
export const offsetOf = (shape: readonly number[], cell: readonly number[]): number =>
  shape.reduce((offset, size, axis) => offset * size + cell[axis]!, 0);

export const valueAt = ({ shape, data }: TensorAnswer, cell: readonly number[]): number =>
  data[offsetOf(shape, cell)]!;

/** Whether float32, summed in any order, could have made one of the other. */
export const agree = (computed: number, value: number, magnitude = Math.abs(value)): boolean =>
  Object.is(computed, value) || Math.abs(computed - value) <= 2e-5 * Math.max(0.05, magnitude);

const titleOf = ({ name, role }: TensorAnswer): string => (name === "" ? role : `${name} ${role}`);

const partText = (indices: readonly (number | ":")[]): string => `[${indices.join(", ")}]`;

export function termOf(tensor: TensorAnswer, cell: readonly number[]): Term {
  return { name: titleOf(tensor), part: partText(cell), value: valueAt(tensor, cell) };
}

/** The last axis of a tensor at an index of the others. */
export function rowOf(tensor: TensorAnswer, leading: readonly number[]): Vector {
  const width = tensor.shape.at(-1)!;
  const start = offsetOf(tensor.shape, [...leading, 0]);
  const values = tensor.data.slice(start, start + width);
  return { name: titleOf(tensor), part: partText([...leading, ":"]), values };
}

/** The last axis but one of a tensor at an index of the others. */
export function columnOf(tensor: TensorAnswer, leading: readonly number[], column: number): Vector {
  const [rows, columns] = tensor.shape.slice(-2) as [number, number];
  const start = offsetOf(tensor.shape, [...leading, 0, column]);
  const values = Float32Array.from(
    { length: rows },
    (_, row) => tensor.data[start + row * columns]!,
  );
  return { name: titleOf(tensor), part: partText([...leading, ":", column]), values };
}

export function parameterRow({ name, shape, data }: HostParameter, row: number): Vector {
  const width = shape.at(-1)!;
  return { name, part: partText([row, ":"]), values: data.slice(row * width, (row + 1) * width) };
}

/** In float64, and how large its terms are together. */
export function dot(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
): [sum: number, size: number] {
  let sum = 0;
  let size = 0;
  for (let i = 0; i < left.length; i++) {
    const product = left[i]! * right[i]!;
    sum += product;
    size += Math.abs(product);
  }
  return [sum, size];
}
