import { runSlope, slopeProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";

// WGSL's exp2 is good enough: where its error grows, e is small beside 1.
const silu = slopeProgram(
  "silu",
  `
struct Gate { open: f32, closed: f32 }
fn gateOf(x: f32) -> Gate {
  let z = -1.4426950408889634 * abs(x);
  let e = select(exp2(z), 0.0, z < -126.0);
  let larger = 1.0 / (1.0 + e);
  let smaller = e * larger;
  if (x < 0.0) { return Gate(smaller, larger); }
  return Gate(larger, smaller);
}
fn f(x: f32) -> f32 { return x * gateOf(x).open; }
fn fWithSlope(x: f32) -> vec2f {
  let gate = gateOf(x);
  return vec2f(x * gate.open, gate.open * fma(x, gate.closed, 1.0));
}
`,
);

export const siluKernels: KernelSet<"silu"> = (context) => ({
  silu: ({ x }, { y, slope }) => runSlope(context, silu, x, y, slope, {}),
});
