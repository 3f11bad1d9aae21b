/** `logistic(x: f32) -> f32`: 1 / (1 + e^-x), out of e^-|x|, which never overflows. Needs `exponential`. */
export const logistic = `
fn logistic(x: f32) -> f32 {
  let e = exponential(-abs(x));
  return select(1.0, e, x < 0.0) / (1.0 + e);
}
`;
