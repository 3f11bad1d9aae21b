/**
 * `gateOf(x: f32) -> Gate`: how much of x a logistic gate lets through and how much it holds back, 1 / (1 + e) and
 * e / (1 + e), and `f(x)`, x times its gate. `exponential`: WGSL that declares e, which is e^-|..|. WGSL's exp2 is good
 * enough for it: where its error grows, e is small beside 1.
 */
export const gate = (exponential: string): string => `
struct Gate { open: f32, closed: f32 }
fn gateOf(x: f32) -> Gate {
  ${exponential}
  let larger = 1.0 / (1.0 + e);
  let smaller = e * larger;
  if (x < 0.0) { return Gate(smaller, larger); }
  return Gate(larger, smaller);
}
fn f(x: f32) -> f32 { return x * gateOf(x).open; }
`;
