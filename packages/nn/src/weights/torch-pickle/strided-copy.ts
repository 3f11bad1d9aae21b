import type { Shape } from "@qkv/core-wasm/contract";
import { view } from "../stored-dtype.ts";

/** How a tensor lies in its storage, in elements, as PyTorch's `storage_offset`, `size` and `stride`. */
export interface Strided {
  readonly offset: number;
  readonly shape: Shape;
  readonly strides: readonly number[];
}

/** Whether the elements lie one after the other, row-major. */
export function isContiguous({ shape, strides }: Strided): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

/** Elements from the first to the last one in the storage, both included; 0 for none. */
export function extentOf({ shape, strides }: Strided): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((extent, size, axis) => extent + (size - 1) * strides[axis]!, 1);
}

/** Row-major copies of elements of `width` bytes that lie in `bytes`, which begins at the tensor's first element. */
export function stridedCopy(
  bytes: Uint8Array,
  { shape, strides }: Strided,
  width: number,
): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  const made = new Uint8Array(count * width);
  if (count === 0) return made;
  // Units of 32 bits at most: copied as numbers of 64 bits some NaN would change.
  const unit = Math.min(width, 4) as 1 | 2 | 4;
  const units = width / unit;
  const from = unitsOf(bytes, unit);
  const to = unitsOf(made, unit);
  const last = shape.length - 1;
  const [rowLength, rowStride] = last < 0 ? [1, 0] : [shape[last]!, strides[last]! * units];
  const index = new Array<number>(Math.max(last, 0)).fill(0);
  let row = 0; // the row's first element in `from`
  for (let at = 0; at < to.length; ) {
    for (let i = 0, element = row; i < rowLength; i++, element += rowStride)
      for (let part = 0; part < units; part++) to[at++] = from[element + part]!;
    for (let axis = last - 1; axis >= 0; axis--) {
      row += strides[axis]! * units;
      if (++index[axis]! < shape[axis]!) break;
      row -= shape[axis]! * strides[axis]! * units;
      index[axis] = 0;
    }
  }
  return made;
}

function unitsOf(bytes: Uint8Array, unit: 1 | 2 | 4): Uint8Array | Uint16Array | Uint32Array {
  if (unit === 1) return bytes;
  return unit === 2 ? view(Uint16Array, bytes) : view(Uint32Array, bytes);
}
