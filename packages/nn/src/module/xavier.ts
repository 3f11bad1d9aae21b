import type { Initializer } from "./initializers.ts";

/** Uniform in +-sqrt(6 / (fanIn + fanOut)) for a matrix [fanOut, fanIn]. Glorot and Bengio, AISTATS 2010. */
export const xavierUniform =
  (fanOut: number): Initializer =>
  (_size, fanIn, generator) => {
    const bound = Math.sqrt(6 / (fanIn + fanOut));
    return generator.uniformValues(-bound, bound);
  };

/** Normal with deviation sqrt(2 / (fanIn + fanOut)). */
export const xavierNormal =
  (fanOut: number): Initializer =>
  (_size, fanIn, generator) =>
    generator.normalValues(0, Math.sqrt(2 / (fanIn + fanOut)));
