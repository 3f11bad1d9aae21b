import { erf } from "../erf.ts";
import { defineKernel, type NoAttrs, type OracleOf } from "../kernel.ts";
import { expectShape, lastAxis, type Shape, sizeOf } from "../shape.ts";
import { elementwiseSizes, plantSpecialValues } from "../special-values.ts";

export interface GeluAttrs {
  /** "none": x Phi(x), Phi the normal distribution function; "tanh": GPT-2's approximation of it. */
  readonly approximate: "none" | "tanh";
  /** Also write dy/dx, by which the gradient is multiplied in the backward pass. */
  readonly slope: boolean;
}

/** dy on both sides of four columns, four rows, and the blocks of rows that are summed together. */
export const activationBackwardSamples: readonly { readonly dy: Shape; readonly scale?: number }[] =
  [
    ...[1, 3, 5, 17, 33, 64, 65, 257].map((columns) => ({ dy: [5, columns] })),
    ...[1, 2, 4, 7, 63, 127, 128, 129, 300].map((rows) => ({ dy: [rows, 9] })),
    { dy: [9] },
    { dy: [2, 65, 36] },
    { dy: [3, 9000] },
    { dy: [6, 65], scale: 1e4 },
  ];

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
  flops: ({ x }, { slope }) => (slope ? 24 : 20) * sizeOf(x),
});

export const geluOracle: OracleOf<typeof gelu> = {
  reference: ({ x }, { y, slope }, _shapes, { approximate }) => {
    for (let i = 0; i < x.length; i++) {
      const [part, derivative] = gate(x[i]!, approximate);
      y[i] = x[i]! * part;
      if (slope) slope[i] = part + x[i]! * derivative;
    }
  },
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
};

/** dx = dy * slope, and dbias [columns], the sum of dx over all rows: the gradient of a bias that was added before. */
export const geluBackward = defineKernel<NoAttrs>()({
  inputs: { dy: {}, slope: {} },
  outputs: { dx: {}, dbias: {} },
  shapes: ({ dy, slope }) => {
    expectShape("geluBackward", "slope", slope, dy);
    return { dx: dy, dbias: [lastAxis("geluBackward", "dy", dy)] };
  },
  flops: ({ dy }) => 2 * sizeOf(dy),
});

export const geluBackwardOracle: OracleOf<typeof geluBackward> = {
  reference: ({ dy, slope }, { dx, dbias }) => {
    dbias.fill(0);
    for (let i = 0; i < dy.length; i++) {
      dx[i] = dy[i]! * slope[i]!;
      dbias[i % dbias.length]! += dx[i]!;
    }
  },
  samples: activationBackwardSamples.map(({ dy, scale }) => ({
    shapes: { dy, slope: dy },
    attrs: {},
    ...(scale && { scale }),
  })),
  prepare: ({ dy }) => plantSpecialValues(dy),
  tolerance: 1e-6,
  compose: (composer, { dy, slope }) => composer.run("mul", { a: dy, b: slope }, {}),
};
