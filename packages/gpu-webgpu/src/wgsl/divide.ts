/**
 * `divide(a: f32, b: f32) -> f32`: a / b to one unit in the last place, where WGSL allows 2.5: one step of Newton's
 * method. Where the step leaves the finite numbers the plain quotient is right already.
 */
export const divide = `
fn divide(a: f32, b: f32) -> f32 {
  let quotient = a / b;
  let better = quotient + fma(-quotient, b, a) / b;
  let usable = (bitcast<u32>(better) & 0x7f800000u) != 0x7f800000u && quotient != 0.0;
  return select(quotient, better, usable);
}
`;
