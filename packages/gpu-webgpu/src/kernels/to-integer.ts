import { flatProgram, runFlat } from "../elementwise/flat-program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { nonFinite } from "../wgsl/non-finite.ts";

// What WGSL makes of numbers beyond i32 differs from driver to driver: they are told apart first. 2^31 has no f32 below it
// but 2^31 - 128, which an i32 holds.
const toInteger = flatProgram({
  name: "toInteger",
  reads: { x: "vec4f" },
  writes: { y: "vec4i" },
  functions: `${nonFinite}
fn integerOf(x: f32) -> i32 {
  if (isNan(x)) { return 0; }
  if (x >= 2147483648.0) { return 2147483647; }
  if (x < -2147483648.0) { return i32(-2147483647) - 1; }
  return i32(x);
}`,
  each: `let v = x[i];
    y[i] = vec4i(integerOf(v.x), integerOf(v.y), integerOf(v.z), integerOf(v.w));`,
});

export const toIntegerKernels: KernelSet<"toInteger"> = (context) => ({
  toInteger: ({ x }, { y }) => runFlat(context, toInteger, { x, y }, {}, x.length),
});
