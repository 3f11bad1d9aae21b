import type { AttrsOf, DType } from "@qkv/core-wasm/contract";
import { integerArithmetic } from "../ops/integer-arithmetic.ts";
import { toFloat } from "../ops/to-float.ts";
import { describeValue } from "../options/describe-value.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { TensorOrNumber } from "../tensor/tensor-operations.ts";
import { filled } from "./constant.ts";

export interface Pair {
  readonly a: Tensor;
  readonly b: Tensor;
}

const isInteger = (value: TensorOrNumber): boolean =>
  value instanceof Tensor ? value.dtype === "int32" : Number.isInteger(value);

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

/**
 * Two operands as tensors of one dtype, by PyTorch's rule: int32 beside float32 or beside a number with a fraction becomes
 * float32. Makes tensors: to be called in a scope.
 */
export function ofOneDtype(op: string, a: TensorOrNumber, b: TensorOrNumber): Pair {
  const { device } = oneTensor(op, a, b);
  const dtype: DType = isInteger(a) && isInteger(b) ? "int32" : "float32";
  const operand = (value: TensorOrNumber): Tensor => {
    if (typeof value === "number") return filled(device, [], value, dtype);
    return value.dtype === dtype ? value : toFloat(value);
  };
  return { a: operand(a), b: operand(b) };
}

/** The same in float32, whatever they are. */
export const asFloats = ({ a, b }: Pair): Pair => ({ a: toFloat(a), b: toFloat(b) });

/** What an op is for two int32: an operation of `integerArithmetic`. */
export const ofIntegers =
  (operation: AttrsOf<"integerArithmetic">["operation"]) =>
  ({ a, b }: Pair): Tensor =>
    integerArithmetic(operation, a, b);

/** A function of two operands, of which one may be a number, out of what it is for two float32 and for two int32. */
export const arithmetic =
  (op: string, floats: (operands: Pair) => Tensor, integers: (operands: Pair) => Tensor) =>
  (a: TensorOrNumber, b: TensorOrNumber): Tensor => {
    // As a rule there is nothing to convert, nor to free.
    if (a instanceof Tensor && b instanceof Tensor && a.dtype === "float32" && b.dtype === a.dtype)
      return floats({ a, b });
    return scope(() => {
      const operands = ofOneDtype(op, a, b);
      return operands.a.dtype === "int32" ? integers(operands) : floats(operands);
    });
  };
