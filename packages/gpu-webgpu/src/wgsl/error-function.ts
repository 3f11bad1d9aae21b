/**
 * `errorFunction(x: f32) -> f32`: erf x. Below 1 Cephes' erff, x p(x^2); beyond 1 - t q(t) e^(-x^2) with
 * t = 1 / (1 + 0.3275911 |x|), Abramowitz and Stegun 7.1.26, absolute error 1.5e-7. Needs `exponential`.
 */
export const errorFunction = `
fn errorFunction(x: f32) -> f32 {
  let a = abs(x);
  let z = x * x;
  var p = fma(z, 7.853861353153693e-5, -8.010193625184903e-4);
  p = fma(p, z, 5.188327685732524e-3);
  p = fma(p, z, -2.685381193529856e-2);
  p = fma(p, z, 1.128358514861418e-1);
  p = fma(p, z, -3.761262582423300e-1);
  p = fma(p, z, 1.128379165726710);
  let t = 1.0 / fma(a, 0.3275911, 1.0);
  var q = fma(t, 1.061405429, -1.453152027);
  q = fma(q, t, 1.421413741);
  q = fma(q, t, -0.284496736);
  q = fma(q, t, 0.254829592);
  let far = 1.0 - q * t * exponential(-z);
  return select(select(far, -far, x < 0.0), x * p, a < 1.0);
}
`;
