import { flatProgram, runFlat } from "../elementwise/flat-program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { exponential } from "../wgsl/exponential.ts";
import { nonFinite } from "../wgsl/non-finite.ts";
import { power } from "../wgsl/power.ts";

const pow = flatProgram({
  name: "pow",
  reads: { x: "vec4f" },
  writes: { y: "vec4f" },
  params: { exponent: "f32", high: "f32", low: "f32", whole: "u32", odd: "u32" },
  functions: `${nonFinite}${exponential}${power}
fn f(x: f32) -> f32 {
  let a = abs(x);
  let rises = params.exponent > 0.0;
  var y = power(a, params.exponent, params.high, params.low);
  if (a == 0.0) { y = select(infinity(), 0.0, rises); }
  if (isInfinite(x)) { y = select(0.0, infinity(), rises); }
  if (params.odd == 1u && (bitcast<u32>(x) >> 31u) == 1u) { y = -y; }
  if (params.whole == 0u && x < 0.0 && !isInfinite(x)) { y = nan(); }
  if (isNan(x)) { y = x; }
  return select(y, 1.0, params.exponent == 0.0);
}`,
  each: `let v = x[i];
    y[i] = vec4f(f(v.x), f(v.y), f(v.z), f(v.w));`,
});

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** The upper 12 bits of a number's 24. */
function upperBits(value: number): number {
  float[0] = value;
  bits[0]! &= 0xfffff000;
  return float[0]!;
}

export const powKernels: KernelSet<"pow"> = (context) => ({
  pow: ({ x }, { y }, _, { exponent }) => {
    // Beyond, every power but those of 1 has left float32.
    const limited = Math.max(-1e30, Math.min(exponent, 1e30));
    const high = upperBits(limited);
    const whole = Number.isInteger(exponent);
    const params = {
      ...{ exponent: limited, high, low: limited - high },
      ...{ whole: Number(whole), odd: Number(whole && exponent % 2 !== 0) },
    };
    runFlat(context, pow, { x, y }, params, x.length);
  },
});
