import { describeValue } from "../options/describe-value.ts";
import { expectList } from "../options/expect-argument.ts";

/** Values in float64, of one length where there is one to keep to. */
export function floats(
  who: string,
  name: string,
  values: ArrayLike<number>,
  length?: number,
): Float64Array {
  expectList(who, name, values);
  if (length !== undefined && values.length !== length)
    throw new RangeError(`${who}: ${name} has ${values.length} values, expected ${length}`);
  const made = Float64Array.from(values);
  for (const [i, value] of made.entries())
    if (Number.isNaN(value))
      throw new RangeError(
        `${who}: ${name}[${i}] is ${describeValue(values[i])}, expected a number`,
      );
  return made;
}

/** The share of the signal in the variance, above 0 and at most 1. */
export function expectAlpha(who: string, value: unknown): void {
  if (typeof value !== "number" || !(value >= 0 && value <= 1))
    throw new RangeError(`${who}: alphaCumprod is ${describeValue(value)}, expected 0 to 1`);
}
