import { describeValue } from "../options/describe-value.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { TensorOrNumber } from "../tensor/tensor-operations.ts";
import { filled } from "./constant.ts";

interface Pair {
  readonly a: Tensor;
  readonly b: Tensor;
}

/** Two operands as tensors, numbers as tensors of one element on the other's device. Makes tensors: to be called in a scope. */
export function tensorOperands(op: string, a: TensorOrNumber, b: TensorOrNumber): Pair {
  const { device, dtype } = oneTensor(op, a, b);
  const operand = (name: string, value: TensorOrNumber): Tensor => {
    if (value instanceof Tensor) return value;
    if (dtype === "int32" && !Number.isInteger(value))
      throw new TypeError(
        `${op}: ${name} is ${value}, expected an integer, for the other is int32`,
      );
    return filled(device, [], value, dtype);
  };
  return { a: operand("a", a), b: operand("b", b) };
}

/** The first operand that is a tensor; throws where none is, or one is neither tensor nor number. */
function oneTensor(op: string, a: TensorOrNumber, b: TensorOrNumber): Tensor {
  for (const [name, value] of Object.entries({ a, b }))
    if (!(value instanceof Tensor) && typeof value !== "number")
      throw new TypeError(
        `${op}: ${name} is ${describeValue(value)}, expected a tensor or a number`,
      );
  const tensor = a instanceof Tensor ? a : b;
  if (tensor instanceof Tensor) return tensor;
  throw new TypeError(`${op}: a is ${a} and b is ${b}, expected a tensor in at least one of them`);
}

/** A function of two operands, of which one may be a number, out of one of two tensors. */
export const arithmetic =
  (op: string, body: (operands: Pair) => Tensor) =>
  (a: TensorOrNumber, b: TensorOrNumber): Tensor =>
    a instanceof Tensor && b instanceof Tensor
      ? body({ a, b })
      : scope(() => body(tensorOperands(op, a, b)));
