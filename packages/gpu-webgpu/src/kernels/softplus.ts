import { runSlope, slopeProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { exponential } from "../wgsl/exponential.ts";

// ln(1 + e) = 2 atanh(s), s = e / (2 + e) at most 1/3: a series in s^2 that keeps its digits for small e.
const softplus = slopeProgram(
  "softplus",
  `${exponential}
fn fWithSlope(x: f32) -> vec2f {
  let z = params.beta * x;
  if (z > params.threshold) { return vec2f(x, 1.0); }
  let e = exponential(-abs(z));
  let s = e / (2.0 + e);
  let square = s * s;
  var p = fma(square, 0.15384615, 0.18181818);
  p = fma(p, square, 0.22222222);
  p = fma(p, square, 0.28571429);
  p = fma(p, square, 0.4);
  p = fma(p, square, 0.66666667);
  p = fma(p, square, 2.0);
  let y = (select(0.0, z, z > 0.0) + s * p) * params.inverse;
  return vec2f(y, select(1.0, e, z < 0.0) / (1.0 + e));
}
fn f(x: f32) -> f32 { return fWithSlope(x).x; }
`,
  { beta: "f32", threshold: "f32", inverse: "f32" },
);

export const softplusKernels: KernelSet<"softplus"> = (context) => ({
  softplus: ({ x }, { y, slope }, _, { beta, threshold }) =>
    runSlope(context, softplus, x, y, slope, { beta, threshold, inverse: 1 / beta }),
});
