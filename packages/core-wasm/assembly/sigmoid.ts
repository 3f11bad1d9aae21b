import { expVector } from './exp-vector';
import { storePartial } from './simd';

const ONE: usize = 0;

const constants: usize = memory.data<f32>([1.0], 16);

/** 1 / (1 + exp(-x)) per lane, out of exp(-|x|), which never overflows. */
// @ts-ignore: decorator
@inline
export function sigmoidVector(x: v128): v128 {
  const one = v128.load32_splat(constants, ONE);
  const e = expVector(f32x4.neg(f32x4.abs(x)));
  return f32x4.div(v128.bitselect(e, one, f32x4.lt(x, f32x4.splat(0))), f32x4.add(one, e));
}

/** y = 1 / (1 + e^-x). */
export function sigmoid(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, sigmoidVector(v128.load(x)));
  if (count > 0) storePartial(y, sigmoidVector(v128.load(x)), count);
}
