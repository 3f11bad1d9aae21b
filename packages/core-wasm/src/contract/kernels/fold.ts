import { defineKernel, type OracleOf } from "../kernel.ts";
import { formatShape, type Shape, ShapeError, sizeOf } from "../shape.ts";
import {
  forEachWindowCell,
  imageShape,
  type WindowAttrs,
  windowPlaces,
  windowSamples,
} from "../window-geometry.ts";

export interface FoldAttrs extends WindowAttrs {
  /** Height and width of the image. */
  readonly outputSize: readonly [height: number, width: number];
}

function foldedShape(x: Shape, attrs: FoldAttrs): Shape {
  const [images, rows, places] = x;
  const cells = sizeOf(attrs.kernel);
  const expected = sizeOf(windowPlaces("fold", attrs.outputSize, attrs, "outputSize"));
  if (images === undefined || rows === undefined || x.length !== 3 || rows % cells !== 0)
    throw new ShapeError(
      `fold: x is ${formatShape(x)}, expected [images, channels * ${cells}, places]`,
    );
  if (places !== expected)
    throw new ShapeError(
      `fold: x is ${formatShape(x)}, expected ${expected} places of the window on ${formatShape(attrs.outputSize)}`,
    );
  return [images, rows / cells, ...attrs.outputSize];
}

/**
 * The sum of the windows' cells over each element of the image: x [N, C kernel, places] ->
 * y [N, C, H, W]. PyTorch's `F.fold`; the gradient of `unfold`.
 */
export const fold = defineKernel<FoldAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }, attrs) => ({ y: foldedShape(x, attrs) }),
  flops: ({ x }) => sizeOf(x),
});

export const foldOracle: OracleOf<typeof fold> = {
  reference: ({ x }, { y }, shapes, attrs) => {
    const [images, channels, height, width] = imageShape("fold", foldedShape(shapes.x, attrs));
    const cells = sizeOf(attrs.kernel);
    const places = sizeOf(windowPlaces("fold", attrs.outputSize, attrs, "outputSize"));
    y.fill(0);
    for (let plane = 0; plane < images * channels; plane++)
      forEachWindowCell([height, width], attrs, (place, cell, at) => {
        y[plane * height * width + at]! += x[(plane * cells + cell) * places + place]!;
      });
  },
  samples: windowSamples.map(([image, attrs]) => {
    const [images, channels, height, width] = imageShape("fold", image);
    const places = sizeOf(windowPlaces("fold", [height, width], attrs));
    return {
      shapes: { x: [images, channels * sizeOf(attrs.kernel), places] },
      attrs: { ...attrs, outputSize: [height, width] },
    };
  }),
  tolerance: 1e-6,
};
