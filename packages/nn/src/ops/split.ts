import { normalDim } from "../op-definition/normal-dim.ts";
import { describeValue } from "../options/describe-value.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { slice } from "./slice.ts";

/**
 * Parts of x along axis `dim`: of the given sizes, or of one size with a shorter last. PyTorch's `split`.
 *
 * @throws RangeError for sizes that are no counts, or whose sum is not the size of the axis
 */
export function split(x: Tensor, sizes: number | readonly number[], dim = 0): Tensor[] {
  expectTensor("split", "x", x);
  const axis = normalDim("split", dim, x.shape);
  const total = x.shape[axis]!;
  if (typeof sizes !== "number" && !Array.isArray(sizes))
    throw new TypeError(`split: sizes is ${describeValue(sizes)}, expected a number or an array`);
  const parts: readonly number[] = typeof sizes === "number" ? equalParts(total, sizes) : sizes;
  const sum = parts.reduce((all, part) => all + part, 0);
  if (sum !== total || parts.some((part) => !Number.isInteger(part) || part < 0))
    throw new RangeError(
      `split: sizes are [${parts}], expected counts with the sum ${total}, the size of axis ${axis}`,
    );
  let start = 0;
  return parts.map((part) => {
    start += part;
    return slice(x, axis, start - part, start);
  });
}

/**
 * x in `chunks` parts along axis `dim`, the last ones shorter or absent. PyTorch's `chunk`.
 *
 * @throws RangeError for chunks that are no integer from 1
 */
export function chunk(x: Tensor, chunks: number, dim = 0): Tensor[] {
  expectTensor("chunk", "x", x);
  if (!Number.isInteger(chunks) || chunks < 1)
    throw new RangeError(`chunk: chunks is ${chunks}, expected an integer from 1`);
  const axis = normalDim("chunk", dim, x.shape);
  return split(x, Math.max(1, Math.ceil(x.shape[axis]! / chunks)), axis);
}

function equalParts(total: number, size: number): readonly number[] {
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`split: sizes is ${size}, expected an integer from 1, or a list`);
  const count = Math.max(1, Math.ceil(total / size));
  return Array.from({ length: count }, (_, i) => Math.min(size, total - i * size));
}
