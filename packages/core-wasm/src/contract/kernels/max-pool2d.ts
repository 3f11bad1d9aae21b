import { defineKernel, type OracleOf } from "../kernel.ts";
import { type Shape, sizeOf } from "../shape.ts";
import {
  forEachWindowCell,
  imageShape,
  type WindowAttrs,
  windowPlaces,
  windowSamples,
} from "../window-geometry.ts";

/**
 * The largest element under the window at each of its places, and where in the plane it stands (the
 * first of equal ones; a NaN wins): x [N, C, H, W] -> [N, C, rows, columns]. PyTorch's `F.max_pool2d`.
 */
export const maxPool2d = defineKernel<WindowAttrs>()({
  inputs: { x: {} },
  outputs: { y: {}, indices: { dtype: "int32" } },
  shapes: ({ x }, attrs) => {
    const [images, channels] = imageShape("maxPool2d", x);
    const y: Shape = [images, channels, ...windowPlaces("maxPool2d", x, attrs)];
    return { y, indices: y };
  },
  flops: ({ x }, { kernel }) => sizeOf(x) * sizeOf(kernel),
});

export const maxPool2dOracle: OracleOf<typeof maxPool2d> = {
  reference: ({ x }, { y, indices }, shapes, attrs) => {
    const [images, channels, height, width] = imageShape("maxPool2d", shapes.x);
    const places = sizeOf(windowPlaces("maxPool2d", shapes.x, attrs));
    y.fill(-Infinity);
    indices.fill(-1);
    for (let plane = 0; plane < images * channels; plane++)
      forEachWindowCell([height, width], attrs, (place, _, at) => {
        const value = x[plane * height * width + at]!;
        const to = plane * places + place;
        if (indices[to]! >= 0 && !(value > y[to]!) && !Number.isNaN(value)) return;
        if (Number.isNaN(y[to]!)) return;
        y[to] = value;
        indices[to] = at;
      });
  },
  samples: windowSamples.map(([x, attrs]) => ({ shapes: { x }, attrs })),
  prepare: ({ x }) => {
    if (x.length < 180) return; // the gradient tests want finite ones too
    for (let i = 0; i < x.length; i++) x[i] = i % 7 === 0 ? -Infinity : Math.round(x[i]!);
    x[31] = Number.NaN;
    x[33] = Number.NaN;
  },
  tolerance: 0,
};
