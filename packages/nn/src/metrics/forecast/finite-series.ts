import { describeValue } from "../../options/describe-value.ts";
import { expectList } from "../../options/expect-argument.ts";
import { expectEqualLists } from "../equal-lists.ts";

/** The values of a series, all of them finite. */
export function finiteSeries(who: string, name: string, series: ArrayLike<number>): number[] {
  expectList(who, name, series);
  const values = Array.from(series);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new RangeError(
      `${who}: ${name}[${wrong}] is ${describeValue(values[wrong])}, expected a finite number`,
    );
  return values;
}

/** Two series of the same times. */
export function equalSeries(
  who: string,
  [firstName, first]: readonly [name: string, series: ArrayLike<number>],
  [secondName, second]: readonly [name: string, series: ArrayLike<number>],
): readonly [number[], number[]] {
  expectEqualLists(who, [firstName, first], [secondName, second]);
  return [finiteSeries(who, firstName, first), finiteSeries(who, secondName, second)];
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
