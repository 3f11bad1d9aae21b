import { describeValue } from "../options/describe-value.ts";
import type { Integers } from "../tensor/tensor-operations.ts";

/** A list of integers that was given one by one, or as one array: reshape(x, 2, 3) and reshape(x, [2, 3]). */
export function integersOf(op: string, argument: string, given: Integers): readonly number[] {
  const [first] = given;
  const list: readonly unknown[] = given.length === 1 && Array.isArray(first) ? first : given;
  for (const one of list)
    if (!Number.isInteger(one))
      throw new TypeError(
        `${op}: ${argument} has ${describeValue(one)}, expected integers, one by one or in one array`,
      );
  return list as readonly number[];
}
