/** Bytes of a packed row; bits an element, 32 elements a block. */
// @ts-ignore: decorator
@inline
export function packedRowBytes(bits: i32, blocks: i32): usize {
  return <usize>(bits * blocks) << 2;
}

/** Eight int16 as floats, times scale. */
// @ts-ignore: decorator
@inline
function storeScaled(row: usize, codes: v128, scale: v128): void {
  v128.store(row, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(codes)), scale));
  v128.store(row, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(codes)), scale), 16);
}

function unpackBf16(blocks: i32, packed: usize, row: usize): void {
  const upper = i32x4.splat(0xffff0000);
  for (const end = packed + packedRowBytes(16, blocks); packed < end; packed += 16, row += 32) {
    const words = v128.load(packed);
    v128.store(row, i32x4.shl(words, 16));
    v128.store(row, v128.and(words, upper), 16);
  }
}

function unpackInt8(blocks: i32, packed: usize, scale: usize, row: usize): void {
  const scales = v128.load32_splat(scale);
  for (const end = packed + packedRowBytes(8, blocks); packed < end; packed += 8, row += 32) {
    storeScaled(row, v128.load8x8_s(packed), scales);
  }
}

function unpackInt4(blocks: i32, packed: usize, scale: usize, row: usize): void {
  const low = i16x8.splat(15), zero = i16x8.splat(8);
  for (const end = packed + packedRowBytes(4, blocks); packed < end; packed += 16, scale += 4, row += 128) {
    const words = v128.load(packed), scales = v128.load32_splat(scale);
    storeScaled(row, i16x8.sub(v128.and(words, low), zero), scales);
    storeScaled(row + 32, i16x8.sub(v128.and(i16x8.shr_u(words, 4), low), zero), scales);
    storeScaled(row + 64, i16x8.sub(v128.and(i16x8.shr_u(words, 8), low), zero), scales);
    storeScaled(row + 96, i16x8.sub(i16x8.shr_u(words, 12), zero), scales);
  }
}

/** Row index of a packed weight as 32 * blocks floats. */
export function unpackRow(bits: i32, index: i32, blocks: i32, packed: usize, scales: usize, row: usize): void {
  packed += packedRowBytes(bits, blocks) * index;
  if (bits == 16) unpackBf16(blocks, packed, row);
  else if (bits == 8) unpackInt8(blocks, packed, scales + (<usize>index << 2), row);
  else unpackInt4(blocks, packed, scales + (<usize>(index * blocks) << 2), row);
}
