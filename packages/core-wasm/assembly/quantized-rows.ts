import { upperFloat, upperFloats } from './half-floats';
import { floatBytes } from './simd';

/** Bytes of a packed panel; bits an element, 32 elements a block. */
// @ts-ignore: decorator
@inline
export function packedPanelBytes(bits: i32, blocks: i32): usize {
  return <usize>(bits * blocks) << 6;
}

/** Bytes of the scales of a packed panel: one a row for 8 bits, one a row and block for 4. */
// @ts-ignore: decorator
@inline
export function panelScalesBytes(bits: i32, blocks: i32): usize {
  return bits == 16 ? 0 : <usize>(bits == 8 ? 1 : blocks) << 6;
}

/** Four int8 in the low lanes, as floats times scale. */
// @ts-ignore: decorator
@inline
function storeScaled(row: usize, codes: v128, scale: v128): void {
  v128.store(row, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(codes))), scale));
}

/** Row index of a packed weight as 32 * blocks floats. */
export function unpackRow(bits: i32, half: bool, index: i32, blocks: i32, packed: usize, scales: usize, row: usize): void {
  const panel = index >> 4, lane = floatBytes(index & 15);
  packed += packedPanelBytes(bits, blocks) * panel + lane;
  scales += panelScalesBytes(bits, blocks) * panel + lane;
  const low = v128.load(memory.data<u32>([0x0f0f0f0f, 0, 0, 0], 16)), zero = i8x16.splat(8);
  for (const end = row + floatBytes(32 * blocks); row < end; scales += bits == 4 ? 64 : 0) {
    const scale = bits == 16 ? f32x4.splat(1) : v128.load32_splat(scales);
    for (const blockEnd = row + 128; row < blockEnd; packed += 64) {
      if (bits == 16) {
        const word = load<u32>(packed);
        store<f32>(row, upperFloat(half, word << 16));
        store<f32>(row, upperFloat(half, word), 4);
        row += 8;
      } else if (bits == 8) {
        storeScaled(row, v128.load32_zero(packed), scale);
        row += 16;
      } else {
        const words = v128.load32_zero(packed);
        storeScaled(row, i8x16.sub(v128.and(words, low), zero), scale);
        storeScaled(row + 16, i8x16.sub(v128.and(i16x8.shr_u(words, 4), low), zero), scale);
        row += 32;
      }
    }
  }
}

/** The float of a row in each lane: the code of so many bits at this bit of the words, times scale. */
// @ts-ignore: decorator
@inline
function columnOf(bits: i32, half: bool, words: v128, shift: i32, scale: v128): v128 {
  if (bits == 16) return upperFloats(half, i32x4.shl(words, 16 - shift));
  if (bits == 8) return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_s(i32x4.shl(words, 24 - shift), 24)), scale);
  const code = i32x4.shr_u(i32x4.shl(words, 28 - shift), 28);
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(code, i32x4.splat(8))), scale);
}

/** Blocks of one packed panel as two panels [32 * blocks][8] of matmul, other bytes apart. */
export function unpackPanel(bits: i32, half: bool, blocks: i32, packed: usize, scales: usize, panels: usize, other: usize): void {
  const inWord = 32 / bits;
  for (; blocks > 0; blocks--, scales += bits == 4 ? 64 : 0) {
    for (let group = 0; group < bits; group++, packed += 64) {
      for (let place = 0; place < inWord; place++, panels += 32) {
        const shift = bits == 4 ? 8 * (place & 3) + (place & 4) : bits * place;
        for (let rows: usize = 0; rows < 64; rows += 16) {
          const scale = bits == 16 ? f32x4.splat(1) : v128.load(scales + rows);
          const to = panels + (rows & 16) + (rows & 32 ? other : 0);
          v128.store(to, columnOf(bits, half, v128.load(packed + rows), shift, scale));
        }
      }
    }
  }
}
