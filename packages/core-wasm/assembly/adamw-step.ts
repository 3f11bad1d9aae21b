import { floatBytes, fma, loadPartial, negatedFma, storePartial } from './simd';

/**
 * m = beta1 m + rest1 g; v = beta2 v + rest2 g^2; p = decay p - stepSize m / (sqrt(v) rootScale + eps), with
 * rest = 1 - beta, stepSize = lr / (1 - beta1^t), rootScale = 1 / sqrt(1 - beta2^t), decay = 1 - lr weightDecay.
 */
export function adamwStep(
  parameter: usize, gradient: usize, firstMoment: usize, secondMoment: usize, count: i32,
  beta1: f32, rest1: f32, beta2: f32, rest2: f32, stepSize: f32, rootScale: f32, eps: f32, decay: f32,
): void {
  const b1 = f32x4.splat(beta1), r1 = f32x4.splat(rest1), b2 = f32x4.splat(beta2), r2 = f32x4.splat(rest2);
  const step = f32x4.splat(stepSize), root = f32x4.splat(rootScale), e = f32x4.splat(eps), d = f32x4.splat(decay);
  const end = parameter + floatBytes(count & -4);
  for (; parameter < end; parameter += 16, gradient += 16, firstMoment += 16, secondMoment += 16) {
    const g = v128.load(gradient);
    const m = fma(r1, g, f32x4.mul(b1, v128.load(firstMoment)));
    const v = fma(f32x4.mul(r2, g), g, f32x4.mul(b2, v128.load(secondMoment)));
    v128.store(firstMoment, m);
    v128.store(secondMoment, v);
    const update = f32x4.div(m, fma(f32x4.sqrt(v), root, e));
    v128.store(parameter, negatedFma(step, update, f32x4.mul(d, v128.load(parameter))));
  }
  const tail = count & 3;
  if (tail > 0) {
    const g = loadPartial(gradient, tail);
    const m = fma(r1, g, f32x4.mul(b1, loadPartial(firstMoment, tail)));
    const v = fma(f32x4.mul(r2, g), g, f32x4.mul(b2, loadPartial(secondMoment, tail)));
    storePartial(firstMoment, m, tail);
    storePartial(secondMoment, v, tail);
    const update = f32x4.div(m, fma(f32x4.sqrt(v), root, e));
    storePartial(parameter, negatedFma(step, update, f32x4.mul(d, loadPartial(parameter, tail))), tail);
  }
}
