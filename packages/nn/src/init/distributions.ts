import { defineOptions, type Given } from "../options/define-options.ts";
import type { Generator } from "../random/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectTarget, finite, generatorField, named } from "./arguments.ts";
import { inverseErf, normalBelow } from "./inverse-erf.ts";

const uniformOptions = defineOptions("uniform_", { a: finite(0), b: finite(1), ...generatorField });
const normalOptions = defineOptions("normal_", {
  mean: finite(0),
  std: finite(1),
  ...generatorField,
});
const truncOptions = defineOptions("truncNormal_", {
  ...{ mean: finite(0), std: finite(1), a: finite(-2), b: finite(2) },
  ...generatorField,
});

/** Options of `uniform_`: bounds, and where the numbers come from. */
export type UniformOptions = Given<typeof uniformOptions>;
/** Options of `normal_`: mean, deviation, and where the numbers come from. */
export type NormalOptions = Given<typeof normalOptions>;
/** Options of `truncNormal_`: mean, deviation, bounds, and where the numbers come from. */
export type TruncNormalOptions = Given<typeof truncOptions>;

/**
 * Fill with numbers of [a, b), in place; a is 0 and b 1 unless given. PyTorch's `nn.init.uniform_`.
 *
 * @throws RangeError for `a` above `b`
 */
export function uniform_(tensor: Tensor, options?: UniformOptions): Tensor;
export function uniform_(tensor: Tensor, a: number, b?: number, generator?: Generator): Tensor;
export function uniform_(tensor: Tensor, ...given: readonly unknown[]): Tensor {
  expectTarget("uniform_", tensor);
  const chosen = named("uniform_", ["a", "b", "generator"], given);
  const { a, b, generator } = uniformOptions.complete(chosen as UniformOptions);
  if (a > b) throw new RangeError(`uniform_: a is ${a}, expected at most b (${b})`);
  tensor.storage.drawLater(generator.uniformValues(a, b));
  return tensor;
}

/**
 * Fill with normal numbers, in place; mean 0 and deviation 1 unless given. PyTorch's `nn.init.normal_`.
 *
 * @throws RangeError for a negative deviation
 */
export function normal_(tensor: Tensor, options?: NormalOptions): Tensor;
export function normal_(tensor: Tensor, mean: number, std?: number, generator?: Generator): Tensor;
export function normal_(tensor: Tensor, ...given: readonly unknown[]): Tensor {
  expectTarget("normal_", tensor);
  const chosen = named("normal_", ["mean", "std", "generator"], given);
  const { mean, std, generator } = normalOptions.complete(chosen as NormalOptions);
  if (std < 0) throw new RangeError(`normal_: std is ${std}, expected at least 0`);
  tensor.storage.drawLater(generator.normalValues(mean, std));
  return tensor;
}

/**
 * Fill with normal numbers of which those outside [a, b] are not taken, in place: mean 0, std 1, a -2 and b 2 (values, not
 * deviations) unless given. PyTorch's `nn.init.trunc_normal_`.
 *
 * @throws RangeError for a deviation that is not above 0, and `a` above `b`
 */
export function truncNormal_(tensor: Tensor, options?: TruncNormalOptions): Tensor;
export function truncNormal_(
  tensor: Tensor,
  mean: number,
  std?: number,
  a?: number,
  b?: number,
  generator?: Generator,
): Tensor;
export function truncNormal_(tensor: Tensor, ...given: readonly unknown[]): Tensor {
  expectTarget("truncNormal_", tensor);
  const names = ["mean", "std", "a", "b", "generator"];
  const chosen = named("truncNormal_", names, given);
  const { mean, std, a, b, generator } = truncOptions.complete(chosen as TruncNormalOptions);
  if (std <= 0) throw new RangeError(`truncNormal_: std is ${std}, expected above 0`);
  if (a > b) throw new RangeError(`truncNormal_: a is ${a}, expected at most b (${b})`);
  // Uniform between the shares of numbers below a and below b, through the inverse of that function.
  const [low, high] = [normalBelow((a - mean) / std), normalBelow((b - mean) / std)];
  const values = generator.uniform(tensor.size).map((u) => {
    const value = mean + std * Math.SQRT2 * inverseErf(2 * (low + u * (high - low)) - 1);
    return Math.min(b, Math.max(a, value));
  });
  tensor.upload(values);
  return tensor;
}
