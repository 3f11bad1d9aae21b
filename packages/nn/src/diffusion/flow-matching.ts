import { defineOptions, type Given } from "../options/define-options.ts";
import { expectNumeric } from "../options/expect-argument.ts";
import { integer, number, passing } from "../options/fields.ts";
import { mixed } from "./conversions.ts";
import { floats } from "./finite-values.ts";
import { ask, type DiffusionNetwork, startOf } from "./samplers/network.ts";
import { runFields } from "./samplers/sampler-options.ts";

const sigmaOptions = defineOptions("flowSigmas", {
  steps: integer({ from: 1, to: 2 ** 24 }),
  /** Above 1 more steps are taken where there is much noise: 1 unless given, 3 in Stable Diffusion 3. */
  shift: number({ above: 0, default: 1 }),
});

/** Steps from noise to data, and how far they are shifted towards noise. */
export type FlowSigmaOptions = Given<typeof sigmaOptions>;

/** Shares of noise from 1 to 0, [steps + 1]; shifted as Esser et al. (ICML 2024), equation 23. */
export function flowSigmas(options: FlowSigmaOptions): Float64Array {
  const { steps, shift } = sigmaOptions.complete(options);
  return Float64Array.from({ length: steps + 1 }, (_, i) => {
    const sigma = 1 - i / steps;
    return (shift * sigma) / (1 + (shift - 1) * sigma);
  });
}

/**
 * On the straight way from data to noise the point at `sigma`, x_t = (1 - sigma) x0 + sigma noise, and the velocity,
 * noise - x0, that a network learns: Lipman et al., Flow Matching (ICLR 2023); Liu et al., Rectified Flow (ICLR 2023).
 *
 * @throws RangeError for a sigma outside 0 to 1
 */
export function flowPair(
  x0: ArrayLike<number>,
  noise: ArrayLike<number>,
  sigma: number,
): { readonly xt: Float64Array; readonly velocity: Float64Array } {
  expectNumeric("flowPair", "sigma", sigma);
  if (!(sigma >= 0 && sigma <= 1))
    throw new RangeError(`flowPair: sigma is ${sigma}, expected 0 to 1`);
  const clean = floats("flowPair", "x0", x0);
  const end = floats("flowPair", "noise", noise, clean.length);
  return { xt: mixed(clean, 1 - sigma, end, sigma), velocity: mixed(end, 1, clean, -1) };
}

const isShares = (value: unknown): boolean =>
  (Array.isArray(value) || value instanceof Float64Array) &&
  value.length > 1 &&
  Array.from(value as ArrayLike<number>).every(
    (sigma, i, all) => sigma >= 0 && sigma <= 1 && (i === 0 || sigma < all[i - 1]!),
  );

const flowOptions = defineOptions("sampleFlow", {
  /** See `flowSigmas`. */
  sigmas: passing<ArrayLike<number>>(isShares, {
    expected: "at least two shares from 1 to 0, each below the one before",
  }),
  /** The network is called with the share of noise times this: 1000 unless given. */
  timescale: number({ above: 0, default: 1000 }),
  ...runFields,
});

/** Shares of noise to go through, the scale of the network's time, and who is told or stops it. */
export type FlowSamplerOptions = Given<typeof flowOptions>;

/** Follow the velocity that the network gives from noise to data, by Euler's steps. */
export async function sampleFlow(
  network: DiffusionNetwork,
  start: ArrayLike<number>,
  options: FlowSamplerOptions,
): Promise<Float64Array> {
  const { sigmas, timescale, signal, onStep } = flowOptions.complete(options);
  let x = startOf("sampleFlow", network, start);
  for (let i = 0; i + 1 < sigmas.length; i++) {
    signal?.throwIfAborted();
    const direction = await ask("sampleFlow", network, x, timescale * sigmas[i]!);
    x = mixed(x, 1, direction, sigmas[i + 1]! - sigmas[i]!);
    onStep?.(i, x.slice());
  }
  return x;
}
