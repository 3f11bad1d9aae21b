/** Largest finite float32. */
const largest = (2 - 2 ** -23) * 2 ** 127;

/** A mean of squares as float32 has it: infinite beyond its range, so that rows as large become zeros on every backend. */
export const inFloatRange = (square: number): number => (square > largest ? Infinity : square);
