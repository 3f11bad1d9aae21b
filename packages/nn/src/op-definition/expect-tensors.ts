import { describeValue } from "../options/describe-value.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Throw for what is no array of tensors, or an empty one. */
export function expectTensors(op: string, tensors: readonly Tensor[]): void {
  if (!Array.isArray(tensors))
    throw new TypeError(
      `${op}: tensors is ${describeValue(tensors)}, expected an array of tensors`,
    );
  if (tensors.length === 0) throw new RangeError(`${op}: tensors is empty, expected at least one`);
  for (const [i, one] of tensors.entries()) expectTensor(op, `tensors[${i}]`, one);
}
