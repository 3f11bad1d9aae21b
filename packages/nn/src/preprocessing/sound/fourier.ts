import { ChirpTransform } from "./chirp-transform.ts";
import { type ComplexTransform, MixedRadixTransform } from "./mixed-radix-transform.ts";

/** Beyond this a prime factor is cheaper as a convolution. */
const largestFactor = 31;

/** The discrete Fourier transform of a length, X[k] = sum over n of x[n] exp(-2 pi i k n / length). */
export function fourierTransform(length: number): ComplexTransform {
  const factors = factorsOf(length);
  return Math.max(...factors) <= largestFactor
    ? new MixedRadixTransform(length, factors)
    : new ChirpTransform(length);
}

/** Its prime factors, 4 before 2; [1] of 1. */
function factorsOf(length: number): number[] {
  const factors: number[] = [];
  let rest = length;
  for (const factor of [4, 2, 3])
    while (rest % factor === 0) [rest] = [rest / factor, factors.push(factor)];
  for (let factor = 5; factor * factor <= rest; factor += 2)
    while (rest % factor === 0) [rest] = [rest / factor, factors.push(factor)];
  if (rest > 1 || factors.length === 0) factors.push(rest);
  return factors;
}
