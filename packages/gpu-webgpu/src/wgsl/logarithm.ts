/**
 * `logarithm(x: f32) -> f32`: ln x, -infinity at 0, NaN below; relative error 1e-7. WGSL's own log is allowed an
 * absolute error of 2^-21 near 1. ln x = e ln 2 + ln(1 + f), 1 + f in [sqrt(1/2), sqrt(2)): Cephes' logf. Needs `nonFinite`.
 */
export const logarithm = `
fn logarithm(x: f32) -> f32 {
  let denormal = x < 1.1754943508222875e-38;
  let scaled = select(x, 8388608.0 * x, denormal);
  let above = bitcast<i32>(scaled) - 0x3f3504f3;
  let e = f32((above >> 23u) - select(0, 23, denormal));
  let f = bitcast<f32>((above & 0x007fffff) + 0x3f3504f3) - 1.0;
  var p = fma(f, 7.0376836292e-2, -1.1514610310e-1);
  p = fma(p, f, 1.1676998740e-1);
  p = fma(p, f, -1.2420140846e-1);
  p = fma(p, f, 1.4249322787e-1);
  p = fma(p, f, -1.6668057665e-1);
  p = fma(p, f, 2.0000714765e-1);
  p = fma(p, f, -2.4999993993e-1);
  p = fma(p, f, 3.3333331174e-1);
  let square = f * f;
  var y = fma(e, -2.12194440e-4, p * f * square);
  y = fma(e, 0.693359375, f + fma(square, -0.5, y));
  y = select(y, x, x == infinity());
  y = select(y, -infinity(), x == 0.0);
  return select(y, nan(), x < 0.0 || isNan(x));
}
`;
