import { formatShape, type Shape, ShapeError } from "./shape.ts";

/** Attributes of a kernel that takes axes together. */
export interface ReductionAttrs {
  /** Axes to reduce: non-negative, ascending. None of them means a copy. */
  readonly dims: readonly number[];
  /** Keep the reduced axes, with size 1. */
  readonly keepDims: boolean;
}

/** The shape of x with the axes `dims` reduced. */
export function reducedShape(kernel: string, x: Shape, { dims, keepDims }: ReductionAttrs): Shape {
  const fits = dims.every(
    (dim, i) => Number.isInteger(dim) && dim > (dims[i - 1] ?? -1) && dim < x.length,
  );
  if (!fits)
    throw new ShapeError(
      `${kernel}: dims is ${formatShape(dims)}, expected ascending axes of x, ${formatShape(x)}`,
    );
  return keepDims
    ? x.map((size, axis) => (dims.includes(axis) ? 1 : size))
    : x.filter((_, axis) => !dims.includes(axis));
}
