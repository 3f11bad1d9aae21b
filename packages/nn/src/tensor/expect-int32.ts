/** Throw unless int32 holds the value, its fraction cut off: as PyTorch, which does not wrap or saturate either. */
export function expectInt32(value: number): void {
  const whole = Math.trunc(value);
  if (!(whole >= -(2 ** 31) && whole < 2 ** 31))
    throw new RangeError(
      `tensor: a value is ${value}, expected ${-(2 ** 31)} to ${2 ** 31 - 1}, for the dtype is int32`,
    );
}
