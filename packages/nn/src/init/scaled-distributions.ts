import { defineOptions, type Given } from "../options/define-options.ts";
import { anything, oneOf } from "../options/fields.ts";
import type { Generator } from "../random/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectTarget, finite, generatorField, named } from "./arguments.ts";
import { calculateGain, fans, type Nonlinearity } from "./fans.ts";

const xavierOptions = defineOptions("xavierUniform_", { gain: finite(1), ...generatorField });
const kaimingOptions = defineOptions("kaimingUniform_", {
  /** Slope of leakyRelu below 0. */
  a: finite(0),
  /** What keeps its variance: what flows forward, or the gradient. PyTorch's "fan_in" and "fan_out" are understood too. */
  mode: oneOf(["fanIn", "fanOut", "fan_in", "fan_out"], { default: "fanIn" }),
  nonlinearity: anything<Nonlinearity>({ default: "leakyRelu" }),
  ...generatorField,
});

/** Options of `xavierUniform_` and `xavierNormal_`: a factor, and where the numbers come from. */
export type XavierOptions = Given<typeof xavierOptions>;
/** Options of `kaimingUniform_` and `kaimingNormal_`: the activation behind the weight, and whose variance is kept. */
export type KaimingOptions = Given<typeof kaimingOptions>;
/** By which fan `kaimingUniform_` and `kaimingNormal_` scale: the inputs of an output, or the outputs of an input. */
export type FanMode = NonNullable<KaimingOptions["mode"]>;

/** Options as an object, or one after another as PyTorch has them. */
export type XavierArguments =
  | readonly [options?: XavierOptions]
  | readonly [gain: number, generator?: Generator];
/** Options as an object, or one after another as PyTorch has them. */
export type KaimingArguments =
  | readonly [options?: KaimingOptions]
  | readonly [a: number, mode?: FanMode, nonlinearity?: Nonlinearity, generator?: Generator];

/**
 * Uniform in +-gain sqrt(6 / (fanIn + fanOut)), in place. Glorot and Bengio, "Understanding the difficulty of training deep
 * feedforward neural networks" (2010); PyTorch's `nn.init.xavier_uniform_`.
 */
export const xavierUniform_ = (tensor: Tensor, ...given: XavierArguments): Tensor =>
  fillUniform(tensor, xavier("xavierUniform_", tensor, given));

/** Normal with deviation gain sqrt(2 / (fanIn + fanOut)), in place. PyTorch's `nn.init.xavier_normal_`. */
export const xavierNormal_ = (tensor: Tensor, ...given: XavierArguments): Tensor =>
  fillNormal(tensor, xavier("xavierNormal_", tensor, given));

/**
 * Uniform in +-gain sqrt(3 / fan), in place. He et al., "Delving deep into rectifiers" (arXiv:1502.01852); PyTorch's
 * `nn.init.kaiming_uniform_`.
 */
export const kaimingUniform_ = (tensor: Tensor, ...given: KaimingArguments): Tensor =>
  fillUniform(tensor, kaiming("kaimingUniform_", tensor, given));

/** Normal with deviation gain / sqrt(fan), in place. PyTorch's `nn.init.kaiming_normal_`. */
export const kaimingNormal_ = (tensor: Tensor, ...given: KaimingArguments): Tensor =>
  fillNormal(tensor, kaiming("kaimingNormal_", tensor, given));

interface Spread {
  readonly std: number;
  readonly generator: Generator;
}

function fillUniform(tensor: Tensor, { std, generator }: Spread): Tensor {
  const bound = Math.sqrt(3) * std;
  tensor.storage.drawLater(generator.uniformValues(-bound, bound));
  return tensor;
}

function fillNormal(tensor: Tensor, { std, generator }: Spread): Tensor {
  tensor.storage.drawLater(generator.normalValues(0, std));
  return tensor;
}

function xavier(caller: string, tensor: Tensor, given: readonly unknown[]): Spread {
  expectTarget(caller, tensor);
  const chosen = named(caller, ["gain", "generator"], given) as XavierOptions;
  const { gain, generator } = xavierOptions.complete(chosen, caller);
  const { fanIn, fanOut } = fans(caller, tensor);
  return { generator, std: tensor.size === 0 ? 0 : gain * Math.sqrt(2 / (fanIn + fanOut)) };
}

function kaiming(caller: string, tensor: Tensor, given: readonly unknown[]): Spread {
  expectTarget(caller, tensor);
  const names = ["a", "mode", "nonlinearity", "generator"];
  const chosen = named(caller, names, given) as KaimingOptions;
  const { a, mode, nonlinearity, generator } = kaimingOptions.complete(chosen, caller);
  const { fanIn, fanOut } = fans(caller, tensor);
  const fan = mode === "fanIn" || mode === "fan_in" ? fanIn : fanOut;
  const std = tensor.size === 0 ? 0 : calculateGain(nonlinearity, a) / Math.sqrt(fan);
  return { generator, std };
}
