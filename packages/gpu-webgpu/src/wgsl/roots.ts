// Outside of (0, infinity) WGSL leaves both roots open.

/** `root(x: f32) -> f32`: the square root of x, NaN below 0. Needs `nonFinite`. */
export const root = `
fn root(x: f32) -> f32 {
  let kept = x == 0.0 || isNan(x) || x == infinity();
  return select(select(sqrt(x), nan(), x < 0.0), x, kept);
}
`;

/** `inverseRoot(x: f32) -> f32`: 1 / root(x), infinite at 0 with its sign, NaN below. Needs `nonFinite`. */
export const inverseRoot = `
fn inverseRoot(x: f32) -> f32 {
  let y = select(inverseSqrt(x), 0.0, x == infinity());
  let pole = select(infinity(), -infinity(), (bitcast<u32>(x) >> 31u) == 1u);
  return select(select(y, pole, x == 0.0), nan(), x < 0.0 || isNan(x));
}
`;
