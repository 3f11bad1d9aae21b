// WGSL's max and min may drop a NaN.

/** `larger(a: f32, b: f32) -> f32`: NaN where one of them is. Needs `nonFinite`. */
export const larger = `
fn larger(a: f32, b: f32) -> f32 { return select(a, b, !isNan(a) && (isNan(b) || b > a)); }
`;

/** `smaller(a: f32, b: f32) -> f32`: NaN where one of them is. Needs `nonFinite`. */
export const smaller = `
fn smaller(a: f32, b: f32) -> f32 { return select(a, b, !isNan(a) && (isNan(b) || b < a)); }
`;
