import { describeValue } from "../../options/describe-value.ts";

/** Sizes of which a square matrix has room in memory. */
const MOST = 2 ** 14;

export function expectFeatureSize(who: string, name: string, value: unknown): void {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > MOST)
    throw new RangeError(
      `${who}: ${name} is ${describeValue(value)}, expected an integer from 1 to ${MOST}`,
    );
}
