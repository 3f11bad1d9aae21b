import type { Generator } from "../random/generator.ts";
import type { RandomFill } from "../tensor/random-fill.ts";

/**
 * What a new parameter of `size` elements holds, each of which `fanIn` inputs lead to: the values, or random numbers that
 * are drawn when they are needed.
 */
export type Initializer = (
  size: number,
  fanIn: number,
  generator: Generator,
) => ArrayLike<number> | RandomFill;

/** PyTorch's default for Linear: uniform in +-1/sqrt(fanIn) (Kaiming uniform with a = sqrt(5)). */
export const uniformByFanIn: Initializer = (_size, fanIn, generator) => {
  const bound = 1 / Math.sqrt(fanIn);
  return generator.uniformValues(-bound, bound);
};

/** Normal with mean 0. */
export const normalWith =
  (deviation: number): Initializer =>
  (_size, _fanIn, generator) =>
    generator.normalValues(0, deviation);

export const filledWith =
  (value: number): Initializer =>
  (size) =>
    new Float32Array(size).fill(value);
