import { describeValue } from "../options/describe-value.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Throw for what is no tensor; `argument` is its name. */
export function expectTensor(
  op: string,
  argument: string,
  value: unknown,
): asserts value is Tensor {
  if (!(value instanceof Tensor))
    throw new TypeError(
      `${op}: ${argument} is ${describeValue(value)}, expected a tensor, as tensor([1, 2]) makes`,
    );
}

/** Throw for what is no array of tensors, or an empty one. */
export function expectTensors(op: string, tensors: readonly Tensor[]): void {
  if (!Array.isArray(tensors))
    throw new TypeError(
      `${op}: tensors is ${describeValue(tensors)}, expected an array of tensors`,
    );
  if (tensors.length === 0) throw new RangeError(`${op}: tensors is empty, expected at least one`);
  for (const [i, one] of tensors.entries()) expectTensor(op, `tensors[${i}]`, one);
}
