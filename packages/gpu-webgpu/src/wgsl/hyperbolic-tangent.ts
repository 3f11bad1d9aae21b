/**
 * `hyperbolicTangent(x: f32) -> f32`: near 0, where 1 - e^-2|x| cancels, Cephes' tanhf, x (1 + x^2 p(x^2)); beyond
 * 1 - 2e / (1 + e), e = e^-2|x|. Absolute error 2e-7; WGSL's own may lose more, and drivers overflow in it. Needs `exponential`.
 */
export const hyperbolicTangent = `
fn hyperbolicTangent(x: f32) -> f32 {
  let a = abs(x);
  let e = exponential(-2.0 * a);
  let far = 1.0 - 2.0 * e / (1.0 + e);
  let z = x * x;
  var p = fma(z, -5.70498872745e-3, 2.06390887954e-2);
  p = fma(p, z, -5.37397155531e-2);
  p = fma(p, z, 1.33314422036e-1);
  p = fma(p, z, -3.33332819422e-1);
  return select(select(far, -far, x < 0.0), fma(p * z, x, x), a < 0.625);
}
`;
