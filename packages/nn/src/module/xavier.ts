import type { Initializer } from "./initializers.ts";

/** Uniform in +-sqrt(6 / (fanIn + fanOut)) for a matrix [fanOut, fanIn]. Glorot and Bengio, AISTATS 2010. */
export const xavierUniform =
  (fanOut: number): Initializer =>
  (size, fanIn, generator) => {
    const bound = Math.sqrt(6 / (fanIn + fanOut));
    return generator.uniform(size).map((u) => (2 * u - 1) * bound);
  };

/** Normal with deviation sqrt(2 / (fanIn + fanOut)). */
export const xavierNormal =
  (fanOut: number): Initializer =>
  (size, fanIn, generator) =>
    generator.normal(size, 0, Math.sqrt(2 / (fanIn + fanOut)));
