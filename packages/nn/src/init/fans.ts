import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { describeValue } from "../options/describe-value.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** How many inputs lead to an output of a weight [out, in, ...kernel], and how many outputs an input leads to. */
export function fans(caller: string, { shape }: Tensor): { fanIn: number; fanOut: number } {
  const [out, into, ...kernel] = shape;
  if (out === undefined || into === undefined)
    throw new ShapeError(
      `${caller}: tensor is ${formatShape(shape)}, expected two dimensions or more, for a fan in and a fan out`,
    );
  const field = kernel.reduce((product, length) => product * length, 1);
  return { fanIn: into * field, fanOut: out * field };
}

/** What an activation is called here, or in PyTorch: "leakyRelu" or "leaky_relu". */
export type Nonlinearity = keyof typeof gains;

const one = () => 1;
const leaky = (slope = 0.01) => Math.sqrt(2 / (1 + slope ** 2));

const gains = {
  linear: one,
  conv1d: one,
  conv2d: one,
  conv3d: one,
  convTranspose1d: one,
  convTranspose2d: one,
  convTranspose3d: one,
  sigmoid: one,
  tanh: () => 5 / 3,
  relu: () => Math.SQRT2,
  leakyRelu: leaky,
  selu: () => 3 / 4,
  conv_transpose1d: one,
  conv_transpose2d: one,
  conv_transpose3d: one,
  leaky_relu: leaky,
};

/**
 * The factor by which weights in front of an activation are larger than those of a linear layer; `param` is the slope of
 * leakyRelu, 0.01 unless given. PyTorch's `nn.init.calculate_gain`.
 *
 * @throws RangeError for an activation that is not known; TypeError for a param that is no number
 */
export function calculateGain(nonlinearity: Nonlinearity, param?: number): number {
  if (!Object.hasOwn(gains, nonlinearity))
    throw new RangeError(
      `calculateGain: nonlinearity is ${describeValue(nonlinearity)}, expected one of ${Object.keys(gains).join(", ")}`,
    );
  if (param !== undefined && typeof param !== "number")
    throw new TypeError(`calculateGain: param is ${describeValue(param)}, expected a number`);
  return gains[nonlinearity](param);
}
