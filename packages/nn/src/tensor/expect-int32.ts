/** Throw unless int32 holds the value: nothing is rounded, wrapped or saturated unasked. */
export function expectInt32(value: number): void {
  if (Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31) return;
  throw new RangeError(
    `tensor: a value is ${value}, expected an integer from ${-(2 ** 31)} to ${2 ** 31 - 1}, for the dtype is int32`,
  );
}
