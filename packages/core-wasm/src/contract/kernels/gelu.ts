import { erf } from "../erf.ts";
import { defineKernel } from "../kernel.ts";
import { sizeOf } from "../shape.ts";
import { elementwiseSizes, plantSpecialValues } from "../special-values.ts";

export interface GeluAttrs {
  /** "none": x Phi(x), Phi the normal distribution function; "tanh": GPT-2's approximation of it. */
  readonly approximate: "none" | "tanh";
  /** Also write dy/dx, by which the gradient is multiplied in the backward pass. */
  readonly slope: boolean;
}

const TANH_SCALE = Math.sqrt(2 / Math.PI);
const TANH_CUBIC = 0.044715;

/** Part of x that gelu lets through, and its derivative. */
function gate(x: number, approximate: "none" | "tanh"): [gate: number, derivative: number] {
  if (approximate === "none")
    return [0.5 * (1 + erf(x / Math.SQRT2)), Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)];
  const tanh = Math.tanh(TANH_SCALE * (x + TANH_CUBIC * x ** 3));
  const inner = TANH_SCALE * (1 + 3 * TANH_CUBIC * x * x);
  return [0.5 * (1 + tanh), 0.5 * (1 - tanh * tanh) * inner];
}

/** gelu(x) = x Phi(x), or its approximation by a hyperbolic tangent. */
export const geluOf = (x: number, approximate: "none" | "tanh"): number =>
  x * gate(x, approximate)[0];

/** y = gelu(x); slope = dy/dx, when wanted. Hendrycks and Gimpel, arXiv 1606.08415. */
export const gelu = defineKernel<GeluAttrs>()({
  inputs: { x: {} },
  outputs: { y: {}, slope: { optional: true } },
  shapes: ({ x }, { slope }) => ({ y: x, slope: slope ? x : undefined }),
  reference: ({ x }, { y, slope }, _shapes, { approximate }) => {
    for (let i = 0; i < x.length; i++) {
      const [part, derivative] = gate(x[i]!, approximate);
      y[i] = x[i]! * part;
      if (slope) slope[i] = part + x[i]! * derivative;
    }
  },
  flops: ({ x }, { slope }) => (slope ? 24 : 20) * sizeOf(x),
  samples: (["none", "tanh"] as const).flatMap((approximate) => [
    ...elementwiseSizes.map((size) => ({
      shapes: { x: [size] },
      attrs: { approximate, slope: true },
    })),
    { shapes: { x: [2, 3, 65] }, attrs: { approximate, slope: false } },
    { shapes: { x: [2048] }, attrs: { approximate, slope: true }, scale: 4 },
    { shapes: { x: [257] }, attrs: { approximate, slope: true }, scale: 1e4 },
    { shapes: { x: [257] }, attrs: { approximate, slope: true }, scale: 1e-4 },
  ]),
  prepare: ({ x }) => plantSpecialValues(x),
  tolerance: 2e-6,
});
