import { contiguousStrides } from "@qkv/core-wasm/contract";
import { normalDim } from "../op-definition/normal-dim.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { asStrided } from "./as-strided.ts";

/**
 * x[..., start:end:step, ...] along axis `dim`, with Python's rules: negative bounds count from the
 * end, bounds beyond the axis are cut. A copy.
 *
 * @throws RangeError for bounds that are no integers, and a step below 1
 */
export function slice(x: Tensor, dim: number, start = 0, end?: number, step = 1): Tensor {
  expectTensor("slice", "x", x);
  const axis = normalDim("slice", dim, x.shape);
  const size = x.shape[axis]!;
  if (![start, end === undefined ? 0 : end, step].every(Number.isInteger) || step < 1)
    throw new RangeError(
      `slice: start is ${start}, end ${end}, step ${step}, expected integers and a step from 1`,
    );
  const bound = (at: number): number => Math.min(Math.max(at < 0 ? at + size : at, 0), size);
  const first = bound(start);
  const count = Math.max(0, Math.ceil((bound(end ?? size) - first) / step));
  const stride = contiguousStrides(x.shape);
  const offset = first * stride[axis]!;
  stride[axis]! *= step;
  return asStrided(
    x,
    x.shape.map((n, i) => (i === axis ? count : n)),
    stride,
    offset,
  );
}
