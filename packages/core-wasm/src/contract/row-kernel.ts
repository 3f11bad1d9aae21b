import { defineKernel, type NoAttrs, type Values } from "./kernel.ts";
import { expectShape, lastAxis, type Shape, sizeOf } from "./shape.ts";

/** Row lengths that straddle the widths of vectors. */
export const rowWidths = [1, 3, 5, 7, 9, 17, 33, 63, 64, 65, 257];

interface RowKernelOptions<Operand extends string> {
  /** Floating-point operations of an element. */
  readonly flops: number;
  readonly samples: readonly { readonly shape: Shape; readonly scale?: number }[];
  readonly prepare?: (
    inputs: Readonly<Record<Operand, Values>>,
    shapes: Readonly<Record<Operand, Shape>>,
  ) => void;
  readonly tolerance: number;
}

/** A kernel that maps each row of x, along its last axis, to one of y. */
export const rowKernel = (
  name: string,
  mapRow: (x: Values, y: Values) => void,
  { flops, samples, ...options }: RowKernelOptions<"x">,
) =>
  defineKernel<NoAttrs>()({
    inputs: { x: {} },
    outputs: { y: {} },
    shapes: ({ x }) => {
      lastAxis(name, "x", x);
      return { y: x };
    },
    reference: ({ x }, { y }, shapes) => {
      const columns = lastAxis(name, "x", shapes.x);
      for (let row = 0; row < x.length; row += columns)
        mapRow(x.subarray(row, row + columns), y.subarray(row, row + columns));
    },
    flops: ({ x }) => flops * sizeOf(x),
    samples: samples.map(({ shape, ...sample }) => ({
      shapes: { x: shape },
      attrs: {},
      ...sample,
    })),
    ...options,
  });

/** Its gradient, from the rows of y. */
export const rowGradientKernel = (
  name: string,
  mapRow: (dy: Values, y: Values, dx: Values) => void,
  { flops, samples, ...options }: RowKernelOptions<"dy" | "y">,
) =>
  defineKernel<NoAttrs>()({
    inputs: { dy: {}, y: {} },
    outputs: { dx: {} },
    shapes: ({ dy, y }) => {
      expectShape(name, "dy", dy, y);
      lastAxis(name, "y", y);
      return { dx: y };
    },
    reference: ({ dy, y }, { dx }, shapes) => {
      const columns = lastAxis(name, "y", shapes.y);
      for (let row = 0; row < y.length; row += columns) {
        const end = row + columns;
        mapRow(dy.subarray(row, end), y.subarray(row, end), dx.subarray(row, end));
      }
    },
    flops: ({ y }) => flops * sizeOf(y),
    samples: samples.map(({ shape, ...sample }) => ({
      shapes: { dy: shape, y: shape },
      attrs: {},
      ...sample,
    })),
    ...options,
  });
