import { defineKernel, type NoAttrs, type OracleOf, type Values } from "./kernel.ts";
import { expectShape, lastAxis, type Shape, sizeOf } from "./shape.ts";

/** Row lengths that straddle the widths of vectors. */
export const rowWidths = [1, 3, 5, 7, 9, 17, 33, 63, 64, 65, 257];

interface RowKernelOptions {
  /** Floating-point operations of an element. */
  readonly flops: number;
}

interface RowOracleOptions<Operand extends string> {
  readonly samples: readonly { readonly shape: Shape; readonly scale?: number }[];
  readonly prepare?: (
    inputs: Readonly<Record<Operand, Values>>,
    shapes: Readonly<Record<Operand, Shape>>,
  ) => void;
  readonly tolerance: number;
}

/** A kernel that maps each row of x, along its last axis, to one of y. */
export const rowKernel = (name: string, { flops }: RowKernelOptions) =>
  defineKernel<NoAttrs>()({
    inputs: { x: {} },
    outputs: { y: {} },
    shapes: ({ x }) => {
      lastAxis(name, "x", x);
      return { y: x };
    },
    flops: ({ x }) => flops * sizeOf(x),
  });

/** Its values. */
export const rowOracle = (
  name: string,
  mapRow: (x: Values, y: Values) => void,
  { samples, ...options }: RowOracleOptions<"x">,
): OracleOf<ReturnType<typeof rowKernel>> => ({
  reference: ({ x }, { y }, shapes) => {
    const columns = lastAxis(name, "x", shapes.x);
    for (let row = 0; row < x.length; row += columns)
      mapRow(x.subarray(row, row + columns), y.subarray(row, row + columns));
  },
  samples: samples.map(({ shape, ...sample }) => ({
    shapes: { x: shape },
    attrs: {},
    ...sample,
  })),
  ...options,
});

/** Its gradient, from the rows of y. */
export const rowGradientKernel = (name: string, { flops }: RowKernelOptions) =>
  defineKernel<NoAttrs>()({
    inputs: { dy: {}, y: {} },
    outputs: { dx: {} },
    shapes: ({ dy, y }) => {
      expectShape(name, "dy", dy, y);
      lastAxis(name, "y", y);
      return { dx: y };
    },
    flops: ({ y }) => flops * sizeOf(y),
  });

/** Its values. */
export const rowGradientOracle = (
  name: string,
  mapRow: (dy: Values, y: Values, dx: Values) => void,
  { samples, ...options }: RowOracleOptions<"dy" | "y">,
): OracleOf<ReturnType<typeof rowGradientKernel>> => ({
  reference: ({ dy, y }, { dx }, shapes) => {
    const columns = lastAxis(name, "y", shapes.y);
    for (let row = 0; row < y.length; row += columns) {
      const end = row + columns;
      mapRow(dy.subarray(row, end), y.subarray(row, end), dx.subarray(row, end));
    }
  },
  samples: samples.map(({ shape, ...sample }) => ({
    shapes: { dy: shape, y: shape },
    attrs: {},
    ...sample,
  })),
  ...options,
});
