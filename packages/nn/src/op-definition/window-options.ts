import { formatShape, type Shape, ShapeError } from "@qkv/core-wasm/contract";
import { reshape } from "../ops/reshape.ts";
import { describeValue } from "../options/describe-value.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** One number for both axes, or [vertical, horizontal]. */
export type Pair = number | readonly [vertical: number, horizontal: number];

const toPair = (value: Pair): readonly [number, number] =>
  typeof value === "number" ? [value, value] : value;

/** A pair of integers that are at least `least`. */
export function countPair(op: string, argument: string, value: Pair, least: number) {
  const pair = toPair(value);
  const isPair = Array.isArray(pair) && pair.length === 2;
  if (!isPair || !pair.every((count) => Number.isInteger(count) && count >= least))
    throw new RangeError(
      `${op}: ${argument} is ${describeValue(value)}, expected an integer from ${least}, or two`,
    );
  return pair;
}

/** Rows and columns around an image: [top, bottom, left, right]. */
export type Padding = readonly [top: number, bottom: number, left: number, right: number];

export const evenPadding = ([vertical, horizontal]: readonly [number, number]): Padding => [
  vertical,
  vertical,
  horizontal,
  horizontal,
];

/** Apply `body` to x [N, C, H, W], or to one image [C, H, W] as a batch of one. */
export function overImages(op: string, x: Tensor, body: (images: Tensor) => Tensor): Tensor {
  const { shape } = x;
  if (shape.length === 4) return body(x);
  if (shape.length !== 3) throw imageError(op, shape, "[N, C, H, W] or [C, H, W]");
  const y = body(reshape(x, [1, ...shape]));
  return reshape(y, y.shape.slice(1));
}

/** Apply `body` to x [N, C, L] or [C, L] as images [N, C, 1, L]. */
export function overRows(op: string, x: Tensor, body: (images: Tensor) => Tensor): Tensor {
  const { shape } = x;
  if (shape.length !== 3 && shape.length !== 2) throw imageError(op, shape, "[N, C, L] or [C, L]");
  const y = overImages(op, reshape(x, [...shape.slice(0, -1), 1, shape.at(-1)!]), body);
  return reshape(y, [...y.shape.slice(0, -2), y.shape.at(-1)!]);
}

const imageError = (op: string, shape: Shape, expected: string): ShapeError =>
  new ShapeError(`${op}: x is ${formatShape(shape)}, expected ${expected}`);
