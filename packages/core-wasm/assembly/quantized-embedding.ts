import { unpackRow } from './quantized-rows';
import { floatBytes } from './simd';

/** Bytes of scratch for a padded row. */
export function quantizedEmbeddingScratchBytes(width: i32): usize {
  return floatBytes((width + 31) & -32);
}

/** y[i] = row ids[i] of a packed weight of this width; scratch: a padded row. */
export function quantizedEmbedding(
  bits: i32, half: bool, packed: usize, scales: usize, ids: usize, y: usize, count: i32, width: i32, scratch: usize,
): void {
  const blocks = (width + 31) >> 5, bytes = floatBytes(width);
  for (let i = 0; i < count; i++, y += bytes) {
    unpackRow(bits, half, load<i32>(ids + floatBytes(i)), blocks, packed, scales, scratch);
    memory.copy(y, scratch, bytes);
  }
}
