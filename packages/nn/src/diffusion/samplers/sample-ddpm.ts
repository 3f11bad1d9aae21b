import { defineOptions, type Given } from "../../options/define-options.ts";
import { oneOf } from "../../options/fields.ts";
import { mixed } from "../conversions.ts";
import { denoised, discreteFields, discreteSteps } from "./discrete-steps.ts";
import { type DiffusionNetwork, startOf } from "./network.ts";
import { noiseFields, noiseOf, runFields } from "./sampler-options.ts";

const ddpmOptions = defineOptions("sampleDdpm", {
  ...discreteFields,
  /** Of a step: "small" is the posterior's, "large" is beta. */
  variance: oneOf(["small", "large"], { default: "small" }),
  ...noiseFields,
  ...runFields,
});

/** Schedule, timesteps, prediction, clipping and noise of `sampleDdpm`. */
export type DdpmOptions = Given<typeof ddpmOptions>;

/**
 * Ancestral sampling from noise: Ho et al., Denoising Diffusion Probabilistic Models (NeurIPS 2020), on any subsequence
 * of the timesteps. The last step adds no noise.
 */
export async function sampleDdpm(
  network: DiffusionNetwork,
  start: ArrayLike<number>,
  options: DdpmOptions,
): Promise<Float64Array> {
  const given = ddpmOptions.complete(options);
  const noise = noiseOf("sampleDdpm", given);
  let x = startOf("sampleDdpm", network, start);
  for (const [i, step] of discreteSteps("sampleDdpm", given.schedule, given.timesteps).entries()) {
    given.signal?.throwIfAborted();
    const { x0 } = await denoised("sampleDdpm", network, x, step, given);
    const { alpha, next } = step;
    const beta = 1 - alpha / next;
    const posterior = (1 - next) / (1 - alpha);
    const mean = mixed(
      x0,
      (Math.sqrt(next) * beta) / (1 - alpha),
      x,
      Math.sqrt(1 - beta) * posterior,
    );
    const variance = given.variance === "small" ? beta * posterior : beta;
    x = step.isLast ? mean : mixed(mean, 1, noise(i, x.length), Math.sqrt(variance));
    given.onStep?.(i, x.slice());
  }
  return x;
}
