import type { Generator } from "../random/generator.ts";

/** Fills a new parameter of `size` elements, each of which `fanIn` inputs lead to. */
export type Initializer = (size: number, fanIn: number, generator: Generator) => ArrayLike<number>;

/** PyTorch's default for Linear: uniform in +-1/sqrt(fanIn) (Kaiming uniform with a = sqrt(5)). */
export const uniformByFanIn: Initializer = (size, fanIn, generator) => {
  const bound = 1 / Math.sqrt(fanIn);
  return generator.uniform(size).map((u) => (2 * u - 1) * bound);
};

/** Normal with mean 0. */
export const normalWith =
  (deviation: number): Initializer =>
  (size, _fanIn, generator) =>
    generator.normal(size, 0, deviation);

export const filledWith =
  (value: number): Initializer =>
  (size) =>
    new Float32Array(size).fill(value);
