import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { constant } from "../op-definition/constant.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { where } from "./where.ts";

/** The lower triangle of the last two axes, zeros above `diagonal` (0 the main one). PyTorch's `tril`. */
export const tril = (x: Tensor, diagonal = 0): Tensor => {
  expectTensor("tril", "x", x);
  return keep("tril", x, diagonal, (above) => above <= diagonal);
};

/** The upper triangle of the last two axes, zeros below `diagonal` (0 the main one). PyTorch's `triu`. */
export const triu = (x: Tensor, diagonal = 0): Tensor => {
  expectTensor("triu", "x", x);
  return keep("triu", x, diagonal, (above) => above >= diagonal);
};

/** x where `kept` of column - row, else 0. */
function keep(op: string, x: Tensor, diagonal: number, kept: (above: number) => boolean): Tensor {
  const [rows, columns] = x.shape.slice(-2);
  if (rows === undefined || columns === undefined)
    throw new ShapeError(`${op}: x is ${formatShape(x.shape)}, expected at least two axes`);
  if (!Number.isInteger(diagonal))
    throw new RangeError(`${op}: diagonal is ${diagonal}, expected an integer`);
  const mask = Int32Array.from({ length: rows * columns }, (_, i) =>
    kept((i % columns) - Math.floor(i / columns)) ? 1 : 0,
  );
  return scope(() => where(constant(x.device, [rows, columns], mask, "int32"), x, 0));
}
