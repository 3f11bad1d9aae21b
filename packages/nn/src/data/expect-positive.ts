/** Throw unless the option is an integer of at least 1. */
export function expectPositive(source: string, option: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`${source}: ${option} is ${value}, expected an integer of at least 1`);
}
