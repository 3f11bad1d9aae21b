import { describeValue } from "./describe-value.ts";
import { describeRange, isInRange } from "./number-range.ts";
import { OptionError } from "./option-error.ts";

/** The largest count that is taken: what holds as many elements is more than any device addresses. */
const most = 2 ** 32;

/** The value, which must be an integer from `least`: sizes, heads, layers, steps. `who` is a name or a module's path. */
export function expectCount(who: string, argument: string, value: number, least = 1): number {
  const range = { integer: true, from: least, to: most };
  if (typeof value === "number" && isInRange(value, range)) return value;
  throw new OptionError(
    `${who}: ${argument} is ${describeValue(value)}, expected ${describeRange(range)}`,
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
