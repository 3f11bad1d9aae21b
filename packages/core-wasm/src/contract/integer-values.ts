import type { Values } from "./kernel.ts";

/** Random int32 values for samples: small ones of either sign, and among longer ones those that overflow. */
export function randomIntegers(values: Values, random: () => number): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.floor(200 * random()) - 100;
  if (values.length < 9) return;
  const extremes = [2 ** 31 - 1, -(2 ** 31), 2 ** 30 + 12345, -(2 ** 31) + 1, 65537];
  extremes.forEach((value, i) => {
    values[Math.floor(values.length * random())] = value;
    if (i === 0) values[values.length - 1] = value; // where a tail ends
  });
}
