import { defineOptions, type Given } from "../../options/define-options.ts";
import { number } from "../../options/fields.ts";
import { mixed } from "../conversions.ts";
import { denoised, discreteFields, discreteSteps } from "./discrete-steps.ts";
import { type DiffusionNetwork, startOf } from "./network.ts";
import { noiseFields, noiseOf, runFields } from "./sampler-options.ts";

const ddimOptions = defineOptions("sampleDdim", {
  ...discreteFields,
  /** How much noise a step adds: 0, none, unless given; 1 is DDPM. */
  eta: number({ from: 0, to: 1, default: 0 }),
  ...noiseFields,
  ...runFields,
});

/** Schedule, timesteps, prediction, clipping and noise of `sampleDdim`. */
export type DdimOptions = Given<typeof ddimOptions>;

/** Deterministic sampling in few steps: Song et al., Denoising Diffusion Implicit Models (ICLR 2021), equation 12. */
export async function sampleDdim(
  network: DiffusionNetwork,
  start: ArrayLike<number>,
  options: DdimOptions,
): Promise<Float64Array> {
  const given = ddimOptions.complete(options);
  const drawn = noiseOf("sampleDdim", given);
  let x = startOf("sampleDdim", network, start);
  for (const [i, step] of discreteSteps("sampleDdim", given.schedule, given.timesteps).entries()) {
    given.signal?.throwIfAborted();
    const { x0, noise } = await denoised("sampleDdim", network, x, step, given);
    const { alpha, next } = step;
    const variance = given.eta ** 2 * ((1 - next) / (1 - alpha)) * (1 - alpha / next);
    x = mixed(x0, Math.sqrt(next), noise, Math.sqrt(Math.max(0, 1 - next - variance)));
    if (variance > 0) x = mixed(x, 1, drawn(i, x.length), Math.sqrt(variance));
    given.onStep?.(i, x.slice());
  }
  return x;
}
