import { defineOptions, type Given } from "../../options/define-options.ts";
import { number, oneOf, passing } from "../../options/fields.ts";
import { mixed } from "../conversions.ts";
import { ask, type DiffusionNetwork, startOf } from "./network.ts";
import { noiseFields, noiseOf, runFields } from "./sampler-options.ts";

const isSigmas = (value: unknown): boolean =>
  (Array.isArray(value) || value instanceof Float64Array) &&
  value.length > 1 &&
  Array.from(value as ArrayLike<number>).every(
    (sigma, i, all) => sigma >= 0 && (i === 0 ? sigma < Infinity : sigma < all[i - 1]!),
  );

const sigmaOptions = defineOptions(
  "sampleSigmas",
  {
    /** Noise levels, each below the one before, the last may be 0: see `karrasSigmas`. */
    sigmas: passing<ArrayLike<number>>(isSigmas, {
      expected: "at least two noise levels from 0, each below the one before",
    }),
    /** "euler", "heun" (of second order, two calls a step), or "euler_ancestral", which adds noise. */
    method: oneOf(["euler", "heun", "euler_ancestral"], { default: "heun" }),
    /** How much noise "euler_ancestral" adds: 1 unless given. */
    eta: number({ from: 0, to: 1, optional: true }),
    ...noiseFields,
    ...runFields,
  },
  {
    check: ({ method, eta }) =>
      eta === undefined || method === "euler_ancestral"
        ? undefined
        : `eta is ${eta}, which method ${method} has none of`,
  },
);

/** Noise levels, method and noise of `sampleSigmas`. */
export type SigmaSamplerOptions = Given<typeof sigmaOptions>;

/**
 * Solve dx/dsigma = (x - D(x, sigma)) / sigma from noise of the first sigma's deviation, where the network is the
 * denoiser D: Karras et al. (NeurIPS 2022), algorithm 1 without churn; the step to 0 is Euler's. "euler_ancestral" is
 * that of k-diffusion.
 */
export async function sampleSigmas(
  denoiser: DiffusionNetwork,
  start: ArrayLike<number>,
  options: SigmaSamplerOptions,
): Promise<Float64Array> {
  const given = sigmaOptions.complete(options);
  const { sigmas, method, eta = 1 } = given;
  const noise = noiseOf("sampleSigmas", given);
  const slope = async (x: Float64Array, sigma: number): Promise<Float64Array> =>
    mixed(x, 1 / sigma, await ask("sampleSigmas", denoiser, x, sigma), -1 / sigma);
  let x = startOf("sampleSigmas", denoiser, start);
  for (let i = 0; i + 1 < sigmas.length; i++) {
    given.signal?.throwIfAborted();
    const [sigma, next] = [sigmas[i]!, sigmas[i + 1]!];
    const direction = await slope(x, sigma);
    const up = method === "euler_ancestral" ? addedNoise(sigma, next, eta) : 0;
    const down = Math.sqrt(next ** 2 - up ** 2);
    const euler = mixed(x, 1, direction, down - sigma);
    if (method === "heun" && next > 0) {
      const mean = mixed(direction, 0.5, await slope(euler, next), 0.5);
      x = mixed(x, 1, mean, next - sigma);
    } else x = up > 0 ? mixed(euler, 1, noise(i, x.length), up) : euler;
    given.onStep?.(i, x.slice());
  }
  return x;
}

/** Deviation of the noise that an ancestral step adds. */
const addedNoise = (sigma: number, next: number, eta: number): number =>
  Math.min(next, eta * (next / sigma) * Math.sqrt(sigma ** 2 - next ** 2));
