import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { defineOptions, type Given } from "../options/define-options.ts";
import { number } from "../options/fields.ts";
import type { Generator } from "../random/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectTarget, finite, generatorField, named } from "./arguments.ts";

const orthogonalOptions = defineOptions("orthogonal_", { gain: finite(1), ...generatorField });
const sparseOptions = defineOptions("sparse_", {
  /** Share of each column that is 0. */
  sparsity: number({ from: 0, to: 1 }),
  std: finite(0.01),
  ...generatorField,
});

/** Options of `orthogonal_`: a factor, and where the numbers come from. */
export type OrthogonalOptions = Given<typeof orthogonalOptions>;
/** Options of `sparse_`: the share of zeros, the deviation of the others, and where the numbers come from. */
export type SparseOptions = Given<typeof sparseOptions>;

/**
 * Fill with a (semi-)orthogonal matrix times `gain`, in place, in all axes but the first taken as one: its rows, or where
 * there are more of them its columns, are orthonormal. Saxe et al., arXiv:1312.6120; PyTorch's `nn.init.orthogonal_`.
 */
export function orthogonal_(tensor: Tensor, options?: OrthogonalOptions): Tensor;
export function orthogonal_(tensor: Tensor, gain: number, generator?: Generator): Tensor;
export function orthogonal_(tensor: Tensor, ...given: readonly unknown[]): Tensor {
  expectTarget("orthogonal_", tensor);
  const chosen = named("orthogonal_", ["gain", "generator"], given) as OrthogonalOptions;
  const { gain, generator } = orthogonalOptions.complete(chosen);
  const { shape, size } = tensor;
  if (shape.length < 2) refuse("orthogonal_", tensor, "two dimensions or more");
  if (size === 0) return tensor;
  const rows = shape[0]!;
  const columns = size / rows;
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  // The vectors lie one after another: rows of the matrix, or its columns.
  const vectors = orthonormal(generator.normal(size), count, length);
  const at = (i: number): number =>
    rows < columns ? i : (i % columns) * length + Math.floor(i / columns);
  tensor.upload(Float32Array.from({ length: size }, (_, i) => gain * vectors[at(i)]!));
  return tensor;
}

/**
 * Fill a matrix with normal numbers of deviation `std` (0.01 unless given), and the share `sparsity` of each column with
 * zeros, in place. Martens, "Deep learning via Hessian-free optimization" (2010); PyTorch's `nn.init.sparse_`.
 */
export function sparse_(tensor: Tensor, options: SparseOptions): Tensor;
export function sparse_(
  tensor: Tensor,
  sparsity: number,
  std?: number,
  generator?: Generator,
): Tensor;
export function sparse_(tensor: Tensor, ...given: readonly unknown[]): Tensor {
  expectTarget("sparse_", tensor);
  const chosen = named("sparse_", ["sparsity", "std", "generator"], given) as SparseOptions;
  const { sparsity, std, generator } = sparseOptions.complete(chosen);
  const [rows, columns] = tensor.shape;
  if (rows === undefined || columns === undefined || tensor.shape.length !== 2)
    refuse("sparse_", tensor, "2 dimensions");
  const values = generator.normal(tensor.size, 0, std);
  const zeros = Math.ceil(sparsity * rows);
  for (let column = 0; column < columns; column++)
    for (const row of generator.permutation(rows).subarray(0, zeros))
      values[row * columns + column] = 0;
  tensor.upload(values);
  return tensor;
}

/**
 * `count` vectors made orthonormal one by one, each twice against those before it (Gram and Schmidt, and Giraud et al. 2005
 * on why twice is enough): the Q of the decomposition whose R has a positive diagonal.
 */
function orthonormal(vectors: Float64Array, count: number, length: number): Float64Array {
  for (let i = 0; i < count; i++) {
    const vector = vectors.subarray(i * length, (i + 1) * length);
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) {
        const other = vectors.subarray(j * length, (j + 1) * length);
        let product = 0;
        for (let k = 0; k < length; k++) product += vector[k]! * other[k]!;
        for (let k = 0; k < length; k++) vector[k]! -= product * other[k]!;
      }
    let squares = 0;
    for (const value of vector) squares += value * value;
    const norm = Math.sqrt(squares);
    for (let k = 0; k < length; k++) vector[k]! /= norm;
  }
  return vectors;
}

function refuse(caller: string, { shape }: Tensor, expected: string): never {
  throw new ShapeError(`${caller}: tensor is ${formatShape(shape)}, expected ${expected}`);
}
