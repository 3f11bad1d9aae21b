import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { describeValue } from "../options/describe-value.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectTarget } from "./arguments.ts";

/** Fill with one value, in place. PyTorch's `nn.init.constant_`. */
export function constant_(tensor: Tensor, value: number): Tensor {
  return filled("constant_", tensor, value);
}

/** Fill with ones, in place. */
export const ones_ = (tensor: Tensor): Tensor => filled("ones_", tensor, 1);

/** Fill with zeros, in place. */
export const zeros_ = (tensor: Tensor): Tensor => filled("zeros_", tensor, 0);

/** Make a matrix the identity, in place: as many inputs as there are outputs go on unchanged. */
export function eye_(tensor: Tensor): Tensor {
  expectTarget("eye_", tensor);
  const [rows, columns = 0] = tensor.shape;
  if (tensor.shape.length !== 2 || rows === undefined) refuse("eye_", tensor, "2 dimensions");
  const values = new Float32Array(tensor.size);
  for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = 1;
  tensor.upload(values);
  return tensor;
}

/**
 * Make the weight [out, in, ...kernel] of a convolution, of one to three axes, hand its first channels on unchanged: of each
 * of `groups` groups as many as it has. PyTorch's `nn.init.dirac_`.
 *
 * @throws ShapeError for a weight of other than three to five axes; RangeError for groups that do not divide its output
 * channels
 */
export function dirac_(tensor: Tensor, groups = 1): Tensor {
  expectTarget("dirac_", tensor);
  const [out, into, ...kernel] = tensor.shape;
  if (out === undefined || into === undefined || kernel.length < 1 || kernel.length > 3)
    refuse("dirac_", tensor, "3, 4 or 5 dimensions");
  if (!Number.isInteger(groups) || groups < 1 || out % groups !== 0)
    throw new RangeError(
      `dirac_: groups is ${describeValue(groups)}, expected a divisor of the ${out} channels`,
    );
  const values = new Float32Array(tensor.size);
  const field = kernel.reduce((product, length) => product * length, 1);
  const middle = kernel.reduce((at, length) => at * length + Math.floor(length / 2), 0);
  const each = out / groups;
  for (let group = 0; group < groups; group++)
    for (let i = 0; i < Math.min(each, into); i++)
      values[((group * each + i) * into + i) * field + middle] = 1;
  tensor.upload(values);
  return tensor;
}

function filled(caller: string, tensor: Tensor, value: number): Tensor {
  expectTarget(caller, tensor);
  if (typeof value !== "number")
    throw new TypeError(`${caller}: value is ${describeValue(value)}, expected a number`);
  tensor.upload(new Float32Array(tensor.size).fill(value));
  return tensor;
}

function refuse(caller: string, { shape }: Tensor, expected: string): never {
  throw new ShapeError(`${caller}: tensor is ${formatShape(shape)}, expected ${expected}`);
}
