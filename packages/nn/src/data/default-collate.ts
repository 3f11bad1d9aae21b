import { type NumericArray, tensor } from "../device/create-tensor.ts";
import { stack } from "../ops/stack.ts";
import { expectList } from "../options/expect-argument.ts";
import { Tensor } from "../tensor/tensor.ts";

/** What `defaultCollate` makes of examples of this kind. */
export type Collated<T> = T extends Tensor | NumericArray | number | boolean
  ? Tensor
  : T extends string
    ? string[]
    : T extends object
      ? { -readonly [K in keyof T]: Collated<T[K]> }
      : never;

/**
 * Examples as one batch: PyTorch's `default_collate`. Tensors and typed arrays of one shape become a tensor with an axis
 * more in front (int32 for an Int32Array, else float32), numbers a float32 tensor [batch], truth values an int32 one of 0
 * and 1, texts a list; of records and lists each part is collated by itself.
 *
 * @throws TypeError for what is none of these, RangeError for examples that differ in length or kind
 */
export function defaultCollate<T>(examples: readonly T[]): Collated<T>;
export function defaultCollate(examples: readonly unknown[]): unknown {
  expectList("defaultCollate", "examples", examples);
  return collate(examples, "");
}

function collate(examples: readonly unknown[], path: string): unknown {
  const [first] = examples;
  if (first instanceof Tensor) return stack(all(examples, path, isTensor));
  if (isValues(first)) {
    const arrays = all(examples, path, isValues);
    const { length } = first;
    if (arrays.some((array) => array.length !== length || array.constructor !== first.constructor))
      throw refused(
        path,
        "arrays that differ in length or type; pad them in a collate of your own",
      );
    const flat =
      first instanceof Int32Array
        ? new Int32Array(length * arrays.length)
        : new Float32Array(length * arrays.length);
    for (const [i, array] of arrays.entries()) flat.set(array, i * length);
    return tensor(flat, { shape: [arrays.length, length] });
  }
  if (typeof first === "number") return tensor(all(examples, path, isNumber));
  if (typeof first === "boolean")
    return tensor(Int32Array.from(all(examples, path, isBoolean), Number));
  if (typeof first === "string") return all(examples, path, isString);
  if (Array.isArray(first)) {
    const lists = all(examples, path, Array.isArray);
    if (lists.some((list) => list.length !== first.length))
      throw refused(path, "lists that differ in length; pad them in a collate of your own");
    return first.map((_, i) =>
      collate(
        lists.map((list) => list[i]),
        `${path}[${i}]`,
      ),
    );
  }
  if (isRecord(first)) {
    const records = all(examples, path, isRecord);
    return Object.fromEntries(
      Object.keys(first).map((key) => [
        key,
        collate(
          records.map((one) => one[key]),
          `${path}.${key}`,
        ),
      ]),
    );
  }
  throw refused(path, `${first === null ? "null" : typeof first} among them`);
}

const isTensor = (value: unknown): value is Tensor => value instanceof Tensor;
const isValues = (value: unknown): value is NumericArray =>
  value instanceof Float32Array || value instanceof Float64Array || value instanceof Int32Array;
const isNumber = (value: unknown): value is number => typeof value === "number";
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const isString = (value: unknown): value is string => typeof value === "string";
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function all<T>(examples: readonly unknown[], path: string, is: (one: unknown) => one is T): T[] {
  const same = examples.filter(is);
  if (same.length < examples.length) throw refused(path, "values of different kinds");
  return same;
}

const refused = (path: string, came: string): TypeError =>
  new TypeError(
    `DataLoader: example${path} has ${came}, expected tensors, typed arrays, numbers, truth values, texts, or lists or records of them; ` +
      "give collate: (examples) => batch for others",
  );
