import { formatShape, type Shape, ShapeError } from "./shape.ts";

/** Where a window of [height, width] lies over the planes of an image. */
export interface WindowAttrs {
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [vertical: number, horizontal: number];
  readonly dilation: readonly [vertical: number, horizontal: number];
  /** Rows and columns around the image that a window may reach. */
  readonly padding: readonly [top: number, bottom: number, left: number, right: number];
}

/** Places of the window over the last two axes of the operand: [rows, columns]. */
export function windowPlaces(
  operation: string,
  shape: Shape,
  { kernel, stride, dilation, padding }: WindowAttrs,
  operand = "x",
): readonly [rows: number, columns: number] {
  const counts = [...kernel, ...stride, ...dilation];
  if (![...counts, ...padding].every(Number.isInteger) || counts.some((count) => count < 1))
    throw new ShapeError(
      `${operation}: kernel is ${formatShape(kernel)}, stride ${formatShape(stride)}, ` +
        `dilation ${formatShape(dilation)}, expected positive integers`,
    );
  const along = (axis: 0 | 1): number => {
    const size = shape.at(axis - 2) ?? 0;
    const padded = size + padding[2 * axis]! + padding[2 * axis + 1]!;
    const reach = dilation[axis] * (kernel[axis] - 1) + 1;
    if (padded < reach)
      throw new ShapeError(
        `${operation}: ${operand} is ${formatShape(shape)}, expected its size ${size} with the padding ` +
          `of ${padded - size} to hold the window's ${reach}`,
      );
    return Math.floor((padded - reach) / stride[axis]) + 1;
  };
  return [along(0), along(1)];
}

/** The four axes of an image batch. */
export function imageShape(operation: string, x: Shape): readonly [number, number, number, number] {
  const [images, channels, height, width] = x;
  if (
    images === undefined ||
    channels === undefined ||
    height === undefined ||
    width === undefined ||
    x.length !== 4
  )
    throw new ShapeError(
      `${operation}: x is ${formatShape(x)}, expected [images, channels, height, width]`,
    );
  return [images, channels, height, width];
}

/**
 * Call `visit` for each window of a plane and each of its cells that lies in the image:
 * `place` counts windows, `cell` counts the window's cells, `at` the image's elements.
 */
export function forEachWindowCell(
  [height, width]: readonly [number, number],
  attrs: WindowAttrs,
  visit: (place: number, cell: number, at: number) => void,
): void {
  const { kernel, stride, dilation, padding } = attrs;
  const [rows, columns] = windowPlaces("window", [height, width], attrs);
  for (let place = 0; place < rows * columns; place++)
    for (let cell = 0; cell < kernel[0] * kernel[1]; cell++) {
      const row = Math.floor(place / columns) * stride[0] - padding[0];
      const column = (place % columns) * stride[1] - padding[2];
      const y = row + Math.floor(cell / kernel[1]) * dilation[0];
      const x = column + (cell % kernel[1]) * dilation[1];
      if (y >= 0 && y < height && x >= 0 && x < width) visit(place, cell, y * width + x);
    }
}

const once = [1, 1] as const;
const none = [0, 0, 0, 0] as const;

/** Images with windows, for samples: both sides of a vector's width, every attribute. */
export const windowSamples: readonly (readonly [x: Shape, attrs: WindowAttrs])[] = [
  ...[2, 3, 5, 8, 9, 17].map(
    (width) =>
      [[1, 2, 4, width], { kernel: [2, 2], stride: once, dilation: once, padding: none }] as const,
  ),
  [[2, 3, 5, 6], { kernel: [3, 3], stride: once, dilation: once, padding: [1, 1, 1, 1] }],
  [[2, 3, 8, 8], { kernel: [4, 4], stride: [4, 4], dilation: once, padding: none }],
  [[1, 2, 7, 9], { kernel: [3, 2], stride: [2, 3], dilation: once, padding: [1, 1, 1, 1] }],
  [[1, 2, 7, 9], { kernel: [2, 3], stride: [1, 2], dilation: [3, 2], padding: [1, 1, 1, 1] }],
  [[1, 1, 4, 5], { kernel: [2, 4], stride: once, dilation: once, padding: [0, 1, 1, 2] }],
  [[2, 3, 1, 11], { kernel: [1, 3], stride: [1, 2], dilation: once, padding: [0, 0, 1, 1] }],
  [[1, 1, 3, 3], { kernel: [3, 3], stride: once, dilation: once, padding: none }],
];
