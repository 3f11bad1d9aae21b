import { type DType, formatShape, type Shape, ShapeError, sizeOf } from "@qkv/core-wasm/contract";
import type { Device } from "../tensor/device.ts";
import { expectInt32 } from "../tensor/expect-int32.ts";
import { Tensor } from "../tensor/tensor.ts";
import { defaultDevice } from "./default-device.ts";

export type NestedNumbers = number | readonly NestedNumbers[];

export interface TensorOptions {
  /** float32 unless the values are an Int32Array. */
  readonly dtype?: DType;
  /** Shape of flat values; nested arrays have their own. */
  readonly shape?: Shape;
  readonly requiresGrad?: boolean;
  readonly device?: Device;
}

/** A tensor of these values: a number, nested arrays, or flat values with a shape. Copies. */
export function tensor(
  values: NestedNumbers | Float32Array | Float64Array | Int32Array,
  { dtype, shape, requiresGrad = false, device = defaultDevice() }: TensorOptions = {},
): Tensor {
  const flat = ArrayBuffer.isView(values) ? values : flatten(values);
  const actual = shape ?? (ArrayBuffer.isView(values) ? [values.length] : shapeOf(values));
  if (sizeOf(actual) !== flat.length)
    throw new ShapeError(
      `tensor: ${flat.length} values do not fill the shape ${formatShape(actual)}`,
    );
  expectSizes(actual);
  const type = dtype ?? (values instanceof Int32Array ? "int32" : "float32");
  if (type === "int32" && !(values instanceof Int32Array)) flat.forEach(expectInt32);
  const made = Tensor.empty(device, actual, type);
  made.upload(flat);
  return requiresGrad ? made.requiresGrad_() : made;
}

export function zeros(shape: Shape, options: Omit<TensorOptions, "shape"> = {}): Tensor {
  return filledWith(0, shape, options);
}

export function ones(shape: Shape, options: Omit<TensorOptions, "shape"> = {}): Tensor {
  return filledWith(1, shape, options);
}

function filledWith(value: number, shape: Shape, options: Omit<TensorOptions, "shape">): Tensor {
  expectSizes(shape);
  return tensor(new Float32Array(sizeOf(shape)).fill(value), { ...options, shape });
}

function expectSizes(shape: Shape): void {
  if (!shape.every((axis) => Number.isInteger(axis) && axis >= 0))
    throw new ShapeError(`tensor: shape is ${formatShape(shape)}, expected sizes from 0`);
}

function shapeOf(values: NestedNumbers): Shape {
  return typeof values === "number"
    ? []
    : [values.length, ...(values.length > 0 ? shapeOf(values[0]!) : [])];
}

function flatten(values: NestedNumbers): readonly number[] {
  const flat: number[] = [];
  const visit = (value: NestedNumbers, shape: Shape): void => {
    if (typeof value === "number" && shape.length === 0) flat.push(value);
    else if (typeof value !== "number" && value.length === shape[0])
      for (const inner of value) visit(inner, shape.slice(1));
    else throw new ShapeError("tensor: the nested arrays differ in length");
  };
  visit(values, shapeOf(values));
  return flat;
}
