import { formatShape, type Shape, ShapeError, sizeOf } from "@qkv/core-wasm/contract";
import { constant } from "../op-definition/constant.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { describeValue } from "../options/describe-value.ts";
import { anything, flag, instance, oneOf } from "../options/fields.ts";
import { Device } from "../tensor/device.ts";
import { expectInt32 } from "../tensor/expect-int32.ts";
import { Tensor } from "../tensor/tensor.ts";
import { defaultDevice } from "./default-device.ts";

/** Numbers in arrays in arrays, as long as each other on every level: a matrix is its rows. */
export type NestedNumbers = number | readonly NestedNumbers[];

const tensorOptions = defineOptions("tensor", {
  /** float32 unless the values are an Int32Array. There is no other: truth values are int32 of 0 and 1. */
  dtype: oneOf(["float32", "int32"], { optional: true }),
  /** Shape of flat values; nested arrays have their own. */
  shape: anything<Shape>({ optional: true }),
  requiresGrad: flag({ default: false }),
  device: instance(Device, { optional: true }),
});

/** Of what type and shape a tensor is, on which device, and whether it has a gradient. */
export type TensorOptions = Given<typeof tensorOptions>;

const { dtype, requiresGrad, device } = tensorOptions.fields;
const fillOptions = defineOptions("zeros", { dtype, requiresGrad, device });

/**
 * A tensor of these values: a number, nested arrays, or flat values with a shape. Copies.
 *
 * @throws ShapeError for values that do not fill their shape, TypeError for those that are no numbers,
 * OptionError for an option that does not exist
 */
export function tensor(values: NestedNumbers | NumericArray, options: TensorOptions = {}): Tensor {
  const chosen = tensorOptions.complete(options);
  const { dtype, shape, requiresGrad, device = defaultDevice() } = chosen;
  const flat = isTypedArray(values) ? values : flatten(values);
  const actual = shape ?? (isTypedArray(values) ? [values.length] : shapeOf(values));
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

/** A tensor of zeros: float32 unless `dtype` says int32, on the default device. PyTorch's `zeros`. */
export function zeros(shape: Shape, options: Omit<TensorOptions, "shape"> = {}): Tensor {
  return filledTensor("zeros", shape, 0, options);
}

/** A tensor of ones: float32 unless `dtype` says int32, on the default device. PyTorch's `ones`. */
export function ones(shape: Shape, options: Omit<TensorOptions, "shape"> = {}): Tensor {
  return filledTensor("ones", shape, 1, options);
}

function filledTensor(
  op: string,
  shape: Shape,
  value: number,
  options: Omit<TensorOptions, "shape">,
): Tensor {
  const chosen = fillOptions.complete(options, op);
  const { dtype = "float32", requiresGrad, device = defaultDevice() } = chosen;
  const size = sizeOfGiven(op, shape);
  const made = constant(device, shape, () => new Float32Array(size).fill(value), dtype);
  return requiresGrad ? made.requiresGrad_() : made;
}

/** Typed arrays that a tensor is made of. */
export type NumericArray = Float32Array | Float64Array | Int32Array;

/** Arrays of numbers of any width; those of BigInts hold none. */
function isTypedArray(values: unknown): values is NumericArray {
  if (!ArrayBuffer.isView(values)) return false;
  if (
    values instanceof DataView ||
    values instanceof BigInt64Array ||
    values instanceof BigUint64Array
  )
    throw refused(values);
  return true;
}

const isList = (value: unknown): value is readonly NestedNumbers[] =>
  Array.isArray(value) || isTypedArray(value);

/** By the first elements; `flatten` compares the rest. */
function shapeOf(values: NestedNumbers): Shape {
  if (typeof values === "number") return [];
  if (!isList(values)) throw refused(values);
  return [values.length, ...(values.length > 0 ? shapeOf(values[0]!) : [])];
}

const refused = (value: unknown): TypeError =>
  new TypeError(
    `tensor: the values have ${describeValue(value)}, expected numbers, nested arrays of numbers, or a Float32Array, ` +
      "Float64Array or Int32Array",
  );

/** More than any device holds. */
const MOST_ELEMENTS = 2 ** 32;

/** The elements of a shape that somebody gave; a ShapeError for one that is none. */
export function sizeOfGiven(op: string, shape: Shape): number {
  const isShape =
    Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0);
  const came = Array.isArray(shape) ? formatShape(shape) : describeValue(shape);
  if (!isShape)
    throw new ShapeError(`${op}: shape is ${came}, expected an array of integers from 0`);
  const size = sizeOf(shape);
  if (size > MOST_ELEMENTS)
    throw new ShapeError(
      `${op}: shape is ${came}, ${size} elements, expected at most ${MOST_ELEMENTS}`,
    );
  return size;
}

function flatten(values: NestedNumbers): readonly number[] {
  const shape = shapeOf(values);
  const flat: number[] = [];
  const at: number[] = [];
  const visit = (value: NestedNumbers, axis: number): void => {
    const length = shape[axis];
    if (typeof value === "number" && length === undefined) flat.push(value);
    else if (typeof value !== "number" && !isList(value)) throw refused(value);
    else if (typeof value === "number" || value.length !== length)
      throw ragged(value, length, at.slice(0, axis));
    else
      for (let i = 0; i < length; i++) {
        at[axis] = i;
        visit(value[i]!, axis + 1);
      }
  };
  visit(values, 0);
  return flat;
}

function ragged(
  value: NestedNumbers,
  length: number | undefined,
  at: readonly number[],
): ShapeError {
  const path = `values${at.map((i) => `[${i}]`).join("")}`;
  const came = typeof value === "number" ? "is a number" : `has ${value.length} elements`;
  const expected = length === undefined ? "a number" : `${length} elements`;
  return new ShapeError(
    `tensor: the nested arrays differ in length: ${path} ${came}, expected ${expected}, as the first beside it`,
  );
}
