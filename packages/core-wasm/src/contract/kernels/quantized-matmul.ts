import { defineKernel, type OracleOf, type Values } from "../kernel.ts";
import { roundActivations } from "../quantized-activations.ts";
import {
  packedShape,
  type QuantizedFormat,
  quantizedFormatNames,
  quantizedFormats,
  quantizeWeight,
  scalesShape,
} from "../quantized-formats/index.ts";
import {
  expectShape,
  formatShape,
  lastAxis,
  type Shape,
  ShapeError,
  sameShape,
  sizeOf,
} from "../shape.ts";

/** A weight [rows, width]; packed, both are padded: rows to panels of 16, width to blocks of 32. */
export interface QuantizedAttrs {
  readonly format: QuantizedFormat;
  readonly rows: number;
  readonly width: number;
}

/** Throw unless the packed words and the scales are of a weight [rows, width]. */
export function expectQuantized(
  kernel: string,
  packed: Shape,
  scales: Shape | undefined,
  { format, rows, width }: QuantizedAttrs,
): void {
  const expected = packedShape(format, [rows, width]);
  if (!sameShape(packed, expected) || rows < 0 || width < 1)
    throw new ShapeError(
      `${kernel}: packed is ${formatShape(packed)}, expected ${formatShape(expected)} for a weight ${formatShape([rows, width])} in ${format}`,
    );
  const ofScales = scalesShape(format, [rows, width]);
  if (!ofScales && scales)
    throw new ShapeError(
      `${kernel}: scales is ${formatShape(scales)}, expected none for ${format}`,
    );
  if (ofScales && !scales)
    throw new ShapeError(`${kernel}: scales is absent, expected ${formatShape(ofScales)}`);
  if (ofScales && scales) expectShape(kernel, "scales", scales, ofScales);
}

/** The shapes of a packed weight's operands. */
export function packedShapes(
  format: QuantizedFormat,
  weight: Shape,
): { readonly packed: Shape; readonly scales?: Shape } {
  const scales = scalesShape(format, weight);
  return { packed: packedShape(format, weight), ...(scales ? { scales } : {}) };
}

/** Random packed weights of a sample, as `quantizeWeight` makes them; where floats have a range, odd rows are mostly below it. */
export function randomPacked(
  packed: Values,
  scales: Values | undefined,
  { format, rows, width }: QuantizedAttrs,
  random: () => number,
): void {
  const small = quantizedFormats[format].range?.smallestNormal ?? 1;
  const weight = Float32Array.from(
    { length: rows * width },
    (_, i) => (2 * random() - 1) * (Math.floor(i / width) % 2 === 1 ? small : 1),
  );
  const made = quantizeWeight(format, [rows, width], weight);
  packed.set(made.packed);
  if (made.scales) scales?.set(made.scales);
}

const sizes: readonly (readonly [rows: number, n: number, width: number])[] = [
  [1, 1, 1],
  [1, 2, 31],
  [1, 3, 32],
  [1, 5, 33],
  [2, 4, 63],
  [3, 7, 64],
  [4, 17, 65],
  [1, 9, 257],
  [7, 19, 96],
  [8, 8, 100],
  [5, 67, 33],
  [9, 13, 160],
  [33, 65, 127],
  [17, 130, 64],
  [10, 11, 600],
  [101, 9, 1025],
  [1, 70, 768],
];

const samples = quantizedFormatNames.flatMap((format) =>
  sizes.map(([rows, n, width], i) => ({
    shapes: {
      x: i % 2 === 0 ? [rows, width] : [1, rows, width],
      ...packedShapes(format, [n, width]),
      ...(i % 3 === 0 ? {} : { bias: [n] }),
    },
    attrs: { format, rows: n, width },
  })),
);

/**
 * y = x W^T + bias with W [n, width] stored as `quantizeWeight` packs it: x [..., width] -> [..., n]. With
 * integer formats x is rounded to 8 bits in blocks of 32 too, see `roundActivations`; with floats it is taken as it is.
 */
export const quantizedMatmul = defineKernel<QuantizedAttrs>()({
  inputs: {
    x: {},
    packed: { dtype: "int32" },
    scales: { optional: true, constant: true },
    bias: { optional: true },
  },
  outputs: { y: {} },
  shapes: ({ x, packed, scales, bias }, attrs) => {
    if (lastAxis("quantizedMatmul", "x", x) !== attrs.width)
      throw new ShapeError(
        `quantizedMatmul: x is ${formatShape(x)}, expected [..., ${attrs.width}]`,
      );
    expectQuantized("quantizedMatmul", packed, scales, attrs);
    if (bias) expectShape("quantizedMatmul", "bias", bias, [attrs.rows]);
    return { y: [...x.slice(0, -1), attrs.rows] };
  },
  flops: ({ x }, { rows }) => 2 * sizeOf(x) * rows,
});

export const quantizedMatmulOracle: OracleOf<typeof quantizedMatmul> = {
  reference: ({ x, packed, scales, bias }, { y }, _, { format, rows: n, width }) => {
    const { integer, decode } = quantizedFormats[format];
    const weight = decode([n, width], packed, scales);
    const rounded = integer ? roundActivations(x, width) : x;
    for (let i = 0; i < y.length; i++) {
      const row = Math.floor(i / n) * width;
      const column = (i % n) * width;
      let sum = bias?.[i % n] ?? 0;
      for (let j = 0; j < width; j++) sum += rounded[row + j]! * weight[column + j]!;
      y[i] = sum;
    }
  },
  samples: [
    ...samples,
    {
      shapes: { x: [2, 64], packed: packedShape("int8", [3, 64]), scales: [3] },
      attrs: { format: "int8", rows: 3, width: 64 },
      scale: 2 ** -118,
      note: "activations too small to divide by",
    },
    ...[2 ** 100, 2 ** -100].map((scale) => ({
      shapes: { x: [3, 70], packed: packedShape("f16", [5, 70]) },
      attrs: { format: "f16" as const, rows: 5, width: 70 },
      scale,
      note: "activations far from the weights",
    })),
  ],
  prepare: ({ x, packed, scales }, _, attrs, random) => {
    randomPacked(packed, scales, attrs, random);
    // Rows of other magnitudes than their neighbours.
    if (quantizedFormats[attrs.format].range)
      for (let i = 0; i < x.length; i++) x[i]! *= 4 ** (Math.floor(i / attrs.width) % 3);
  },
  tolerance: 5e-6,
};
