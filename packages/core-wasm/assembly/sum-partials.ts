import { floatBytes, storePartial } from './simd';

/** out[columns] = sum of `count` partial sums, step bytes apart, added in float64. */
export function sumPartials(partials: usize, step: usize, count: i32, out: usize, columns: i32): void {
  for (; columns > 0; columns -= 4, partials += 16, out += 16) {
    let lower = f64x2.splat(0), upper = lower;
    let partial = partials;
    for (let i = 0; i < count; i++, partial += step) {
      const value = v128.load(partial);
      lower = f64x2.add(lower, f64x2.promote_low_f32x4(value));
      upper = f64x2.add(upper, f64x2.promote_low_f32x4(v128.shuffle<f32>(value, value, 2, 3, 2, 3)));
    }
    const sum = v128.shuffle<f32>(f32x4.demote_f64x2_zero(lower), f32x4.demote_f64x2_zero(upper), 0, 1, 4, 5);
    if (columns >= 4) v128.store(out, sum);
    else storePartial(out, sum, columns);
  }
}
