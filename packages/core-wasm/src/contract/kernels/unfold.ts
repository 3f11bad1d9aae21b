import { defineKernel, type OracleOf } from "../kernel.ts";
import { sizeOf } from "../shape.ts";
import {
  forEachWindowCell,
  imageShape,
  type WindowAttrs,
  windowPlaces,
  windowSamples,
} from "../window-geometry.ts";

/**
 * The window's cells at each of its places, zeros beyond the image: x [N, C, H, W] ->
 * y [N, C kernel, places]. PyTorch's `F.unfold`; im2col.
 */
export const unfold = defineKernel<WindowAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }, attrs) => {
    const [images, channels] = imageShape("unfold", x);
    const places = sizeOf(windowPlaces("unfold", x, attrs));
    return { y: [images, channels * sizeOf(attrs.kernel), places] };
  },
  flops: () => 0,
});

export const unfoldOracle: OracleOf<typeof unfold> = {
  reference: ({ x }, { y }, shapes, attrs) => {
    const [images, channels, height, width] = imageShape("unfold", shapes.x);
    const places = sizeOf(windowPlaces("unfold", shapes.x, attrs));
    const cells = sizeOf(attrs.kernel);
    y.fill(0);
    for (let plane = 0; plane < images * channels; plane++)
      forEachWindowCell([height, width], attrs, (place, cell, at) => {
        y[(plane * cells + cell) * places + place] = x[plane * height * width + at]!;
      });
  },
  samples: windowSamples.map(([x, attrs]) => ({ shapes: { x }, attrs })),
  tolerance: 0,
};
