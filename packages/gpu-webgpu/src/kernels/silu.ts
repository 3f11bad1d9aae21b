import { runSlope, slopeProgram } from "../elementwise/unary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { gate } from "../wgsl/gate.ts";

const silu = slopeProgram(
  "silu",
  `${gate(`let z = -1.4426950408889634 * abs(x);
  let e = select(exp2(z), 0.0, z < -126.0);`)}
fn fWithSlope(x: f32) -> vec2f {
  let gate = gateOf(x);
  return vec2f(x * gate.open, gate.open * fma(x, gate.closed, 1.0));
}
`,
);

export const siluKernels: KernelSet<"silu"> = (context) => ({
  silu: ({ x }, { y, slope }) => runSlope(context, silu, x, y, slope, {}),
});
