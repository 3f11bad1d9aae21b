import type { Initializer } from "../../module/initializers.ts";

/** Uniform in +-sqrt(6 / (fanIn + fanOut)): Glorot and Bengio (2010). */
export const xavierUniform =
  (fanIn: number, fanOut: number): Initializer =>
  (_size, _fanIn, generator) => {
    const bound = Math.sqrt(6 / (fanIn + fanOut));
    return generator.uniformValues(-bound, bound);
  };
