/** `rounds` x 12 x 2 x 4 floating-point operations in registers: the speed that no kernel can pass. */
export function peak(rounds: i32): f32 {
  const factor = f32x4.splat(0.999), term = f32x4.splat(0.001);
  let s0 = f32x4.splat(1), s1 = f32x4.splat(2), s2 = f32x4.splat(3), s3 = f32x4.splat(4);
  let s4 = f32x4.splat(5), s5 = f32x4.splat(6), s6 = f32x4.splat(7), s7 = f32x4.splat(8);
  let s8 = f32x4.splat(9), s9 = f32x4.splat(10), sa = f32x4.splat(11), sb = f32x4.splat(12);
  // The condition at the end: one at the top costs a fifth of the speed.
  do {
    s0 = f32x4.add(f32x4.mul(s0, factor), term);
    s1 = f32x4.add(f32x4.mul(s1, factor), term);
    s2 = f32x4.add(f32x4.mul(s2, factor), term);
    s3 = f32x4.add(f32x4.mul(s3, factor), term);
    s4 = f32x4.add(f32x4.mul(s4, factor), term);
    s5 = f32x4.add(f32x4.mul(s5, factor), term);
    s6 = f32x4.add(f32x4.mul(s6, factor), term);
    s7 = f32x4.add(f32x4.mul(s7, factor), term);
    s8 = f32x4.add(f32x4.mul(s8, factor), term);
    s9 = f32x4.add(f32x4.mul(s9, factor), term);
    sa = f32x4.add(f32x4.mul(sa, factor), term);
    sb = f32x4.add(f32x4.mul(sb, factor), term);
    rounds--;
  } while (rounds > 0);
  s0 = f32x4.add(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)), f32x4.add(f32x4.add(s4, s5), f32x4.add(s6, s7)));
  s0 = f32x4.add(s0, f32x4.add(f32x4.add(s8, s9), f32x4.add(sa, sb)));
  return f32x4.extract_lane(s0, 0) + f32x4.extract_lane(s0, 1) + f32x4.extract_lane(s0, 2) + f32x4.extract_lane(s0, 3);
}
