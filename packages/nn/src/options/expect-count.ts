import { describeValue } from "./describe-value.ts";
import { describeRange, isInRange } from "./number-range.ts";
import { OptionError } from "./option-error.ts";

/** The largest count that is taken: what holds as many elements is more than any device addresses. */
const most = 2 ** 32;
/** No device holds a tensor of more. */
const mostElements = 2 ** 31;

/** The value, which must be an integer from `least`: sizes, heads, layers, steps. `who` is a name or a module's path. */
export function expectCount(who: string, argument: string, value: number, least = 1): number {
  const range = { integer: true, from: least, to: most };
  if (typeof value === "number" && isInRange(value, range)) return value;
  throw new OptionError(
    `${who}: ${argument} is ${describeValue(value)}, expected ${describeRange(range)}`,
  );
}

/** The number of values that a function is to make out of counts that it was given: refused before memory is taken. */
export function expectElements(who: string, ...counts: readonly number[]): number {
  const count = counts.reduce((product, one) => product * expectCount(who, "a size", one, 0), 1);
  if (count <= mostElements) return count;
  throw new RangeError(
    `${who}: [${counts.join(", ")}] would be ${count} values, expected at most ${mostElements}`,
  );
}

/** The sizes of axes, of which one alone may come as a number. */
export function expectSizes(
  who: string,
  argument: string,
  value: number | readonly number[],
): readonly number[] {
  if (!Array.isArray(value)) return [expectCount(who, argument, value as number, 0)];
  for (const size of value) expectCount(who, argument, size, 0);
  return value;
}

/** The value, which must be a probability. */
export function expectProbability(who: string, argument: string, value: number): number {
  const range = { from: 0, to: 1 };
  if (typeof value === "number" && isInRange(value, range)) return value;
  throw new OptionError(
    `${who}: ${argument} is ${describeValue(value)}, expected ${describeRange(range)}`,
  );
}
