import { defineOptions, type Given } from "../options/define-options.ts";
import { integer, number } from "../options/fields.ts";
import { floats } from "./finite-values.ts";

const embeddingOptions = defineOptions("timestepEmbedding", {
  dim: integer({ from: 2, to: 2 ** 16 }),
  /** The longest wavelength by 2 pi: 10000 unless given. */
  maxPeriod: number({ above: 0, default: 10000 }),
});

/** Width and longest wavelength of a `timestepEmbedding`. */
export type TimestepEmbeddingOptions = Given<typeof embeddingOptions>;

/**
 * Cosines, then sines of each timestep at `dim` / 2 frequencies from 1 down to nearly 1 / maxPeriod; an odd `dim` ends
 * with a 0. [timesteps, dim], row-major. As in the programs of DDPM's successors and DiT (Peebles and Xie, ICCV 2023).
 */
export function timestepEmbedding(
  timesteps: ArrayLike<number>,
  options: TimestepEmbeddingOptions,
): Float64Array {
  const { dim, maxPeriod } = embeddingOptions.complete(options);
  const times = floats("timestepEmbedding", "timesteps", timesteps);
  const half = Math.floor(dim / 2);
  const embedding = new Float64Array(times.length * dim);
  for (const [row, t] of times.entries())
    for (let i = 0; i < half; i++) {
      const angle = t * Math.exp((-Math.log(maxPeriod) * i) / half);
      embedding[row * dim + i] = Math.cos(angle);
      embedding[row * dim + half + i] = Math.sin(angle);
    }
  return embedding;
}
