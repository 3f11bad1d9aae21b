import { describeValue } from "../options/describe-value.ts";
import { anything, number } from "../options/fields.ts";
import { defaultGenerator, type Generator } from "../random/generator.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Where the numbers come from, unless it is the default generator. */
export const generatorField = {
  generator: anything<Generator>({ default: defaultGenerator }),
};

export const finite = (fallback: number) => number({ default: fallback });

/**
 * Arguments as PyTorch takes them, one after another in the order of `names`, or as one object of options.
 *
 * @throws TypeError for more than there are names
 */
export function named(
  caller: string,
  names: readonly string[],
  given: readonly unknown[],
): Readonly<Record<string, unknown>> {
  const [first, ...others] = given;
  if (typeof first === "object" && first !== null && others.length === 0)
    return first as Readonly<Record<string, unknown>>;
  if (given.length > names.length)
    throw new TypeError(
      `${caller}: got ${given.length} arguments behind the tensor, expected ${names.join(", ")}`,
    );
  return Object.fromEntries(given.map((value, i) => [names[i]!, value]));
}

/** The tensor that is to be filled: float32, as PyTorch draws no integers. */
export function expectTarget(caller: string, target: unknown): asserts target is Tensor {
  if (!(target instanceof Tensor))
    throw new TypeError(`${caller}: tensor is ${describeValue(target)}, expected a tensor`);
  if (target.dtype !== "float32")
    throw new TypeError(`${caller}: tensor is ${target.dtype}, expected float32`);
}
