import { exp2NonPositive } from './exp2-non-positive';
import { fma, storePartial } from './simd';

// Near 0, where 1 - exp(-2|x|) cancels: Cephes' tanhf, x (1 + x^2 p(x^2)). Beyond: (1 - e) / (1 + e), e = exp(-2|x|).
const ONE: usize = 0;
const SMALL: usize = 4;
const MINUS_2_LOG2_E: usize = 8;
const P4: usize = 12;
const P3: usize = 16;
const P2: usize = 20;
const P1: usize = 24;
const P0: usize = 28;

const constants: usize = memory.data<f32>([
  1.0, 0.625, -2.8853900817779268,
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
], 16);

// @ts-ignore: decorator
@inline
function tanhVector(x: v128): v128 {
  const one = v128.load32_splat(constants, ONE);
  const a = f32x4.abs(x);
  const e = exp2NonPositive(f32x4.mul(a, v128.load32_splat(constants, MINUS_2_LOG2_E)));
  const far = v128.or(f32x4.div(f32x4.sub(one, e), f32x4.add(one, e)), v128.xor(x, a));
  const z = f32x4.mul(x, x);
  let p = fma(z, v128.load32_splat(constants, P4), v128.load32_splat(constants, P3));
  p = fma(p, z, v128.load32_splat(constants, P2));
  p = fma(p, z, v128.load32_splat(constants, P1));
  p = fma(p, z, v128.load32_splat(constants, P0));
  const near = f32x4.mul(x, fma(p, z, one));
  return v128.bitselect(near, far, f32x4.lt(a, v128.load32_splat(constants, SMALL)));
}

/** y = tanh x. */
export function tanh(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, tanhVector(v128.load(x)));
  if (count > 0) storePartial(y, tanhVector(v128.load(x)), count);
}
