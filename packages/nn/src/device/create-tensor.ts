import { type DType, formatShape, type Shape, ShapeError, sizeOf } from "@qkv/core-wasm/contract";
import { defineOptions, type Given } from "../options/define-options.ts";
import { anything, flag } from "../options/fields.ts";
import type { Device } from "../tensor/device.ts";
import { expectInt32 } from "../tensor/expect-int32.ts";
import { Tensor } from "../tensor/tensor.ts";
import { defaultDevice } from "./default-device.ts";

export type NestedNumbers = number | readonly NestedNumbers[];

const tensorOptions = defineOptions("tensor", {
  /** float32 unless the values are an Int32Array. */
  dtype: anything<DType>({ optional: true }),
  /** Shape of flat values; nested arrays have their own. */
  shape: anything<Shape>({ optional: true }),
  requiresGrad: flag({ default: false }),
  device: anything<Device>({ optional: true }),
});

export type TensorOptions = Given<typeof tensorOptions>;

/**
 * A tensor of these values: a number, nested arrays, or flat values with a shape. Copies.
 *
 * @throws ShapeError for values that do not fill their shape, TypeError for those that are no numbers,
 * OptionError for an option that does not exist
 */
export function tensor(
  values: NestedNumbers | Float32Array | Float64Array | Int32Array,
  options: TensorOptions = {},
): Tensor {
  const chosen = tensorOptions.complete(options);
  const { dtype, shape, requiresGrad, device = defaultDevice() } = chosen;
  const flat = ArrayBuffer.isView(values) ? values : flatten(values);
  const actual = shape ?? (ArrayBuffer.isView(values) ? [values.length] : shapeOf(values));
  if (sizeOfGiven("tensor", actual) !== flat.length)
    throw new ShapeError(
      `tensor: ${flat.length} values do not fill the shape ${formatShape(actual)}`,
    );
  const type = dtype ?? (values instanceof Int32Array ? "int32" : "float32");
  if (type === "int32" && !(values instanceof Int32Array)) flat.forEach(expectInt32);
  const made = Tensor.empty(device, actual, type);
  made.upload(flat);
  return requiresGrad ? made.requiresGrad_() : made;
}

export function zeros(shape: Shape, options: Omit<TensorOptions, "shape"> = {}): Tensor {
  return tensor(new Float32Array(sizeOfGiven("zeros", shape)), { ...options, shape });
}

export function ones(shape: Shape, options: Omit<TensorOptions, "shape"> = {}): Tensor {
  return tensor(new Float32Array(sizeOfGiven("ones", shape)).fill(1), { ...options, shape });
}

function shapeOf(values: NestedNumbers): Shape {
  if (typeof values === "number") return [];
  expectArray(values);
  return [values.length, ...(values.length > 0 ? shapeOf(values[0]!) : [])];
}

function expectArray(value: unknown): void {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return;
  const came = typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : String(value);
  throw new TypeError(
    `tensor: the values have ${came}, expected numbers, nested arrays of numbers, or a Float32Array, ` +
      "Float64Array or Int32Array",
  );
}

/** The elements of a shape that somebody gave; a ShapeError for one that is none. */
export function sizeOfGiven(op: string, shape: Shape): number {
  if (Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0))
    return sizeOf(shape);
  throw new ShapeError(
    `${op}: shape is ${Array.isArray(shape) ? formatShape(shape) : String(shape)}, ` +
      "expected an array of integers from 0",
  );
}

function flatten(values: NestedNumbers): readonly number[] {
  const flat: number[] = [];
  const visit = (value: NestedNumbers, shape: Shape): void => {
    if (typeof value !== "number") expectArray(value);
    if (typeof value === "number" && shape.length === 0) flat.push(value);
    else if (typeof value !== "number" && value.length === shape[0])
      for (const inner of value) visit(inner, shape.slice(1));
    else throw new ShapeError("tensor: the nested arrays differ in length");
  };
  visit(values, shapeOf(values));
  return flat;
}
