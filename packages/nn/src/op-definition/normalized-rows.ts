import { formatShape, type Shape, ShapeError, sizeOf } from "@qkv/core-wasm/contract";
import { reshape } from "../ops/reshape.ts";
import { describeValue } from "../options/describe-value.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Normalise the last axes of x, of shape `normalizedShape`, as one: `body` works on the last axis alone. */
export function normalizedRows(
  op: string,
  x: Tensor,
  normalizedShape: Shape,
  body: (rows: Tensor, flat: (parameter: Tensor) => Tensor) => Tensor,
): Tensor {
  const lead = x.shape.length - normalizedShape.length;
  if (normalizedShape.length === 0 || normalizedShape.some((n, i) => n !== x.shape[lead + i]))
    throw new ShapeError(
      `${op}: x is ${formatShape(x.shape)}, expected to end with normalizedShape, ${formatShape(normalizedShape)}`,
    );
  if (normalizedShape.length === 1) return body(x, (parameter) => parameter);
  const flat = (parameter: Tensor): Tensor => {
    if (parameter.shape.join() !== normalizedShape.join())
      throw new ShapeError(
        `${op}: a parameter is ${formatShape(parameter.shape)}, expected normalizedShape, ${formatShape(normalizedShape)}`,
      );
    return reshape(parameter, [parameter.size]);
  };
  return scope(() => {
    const rows = reshape(x, [...x.shape.slice(0, lead), sizeOf(normalizedShape)]);
    return reshape(body(rows, flat), x.shape);
  });
}

/** The axes that an option names, or else those of a parameter, or else the last of x. */
export function normalizedShapeOf(
  op: string,
  x: Tensor,
  given: number | Shape | undefined,
  parameter: Tensor | undefined,
): Shape {
  if (typeof given === "number") return [given];
  if (given !== undefined) {
    if (Array.isArray(given)) return given;
    throw new TypeError(
      `${op}: normalizedShape is ${describeValue(given)}, expected a number or an array`,
    );
  }
  // A parameter of one axis is compared with x by the kernel, which knows its name.
  return parameter && parameter.shape.length > 1 ? parameter.shape : x.shape.slice(-1);
}
