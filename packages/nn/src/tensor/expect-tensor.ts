import { describeValue } from "../options/describe-value.ts";
import { Tensor } from "./tensor.ts";

/** Throw for what is no tensor; `argument` is its name. */
export function expectTensor(
  op: string,
  argument: string,
  value: unknown,
): asserts value is Tensor {
  if (!(value instanceof Tensor)) throw noTensor(op, argument, value);
}

function noTensor(op: string, argument: string, value: unknown): TypeError {
  return new TypeError(
    `${op}: ${argument} is ${describeValue(value)}, expected a tensor, as tensor([1, 2]) makes`,
  );
}
