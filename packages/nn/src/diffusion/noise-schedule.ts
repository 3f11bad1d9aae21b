import { defineOptions, type Given } from "../options/define-options.ts";
import { describeValue } from "../options/describe-value.ts";
import { integer, number, oneOf } from "../options/fields.ts";
import { floats } from "./finite-values.ts";

const scheduleOptions = defineOptions("noiseSchedule", {
  /** How beta grows: "linear", "scaled_linear" (its root does, as in Stable Diffusion) or "cosine". */
  kind: oneOf(["linear", "scaled_linear", "cosine"], { default: "linear" }),
  /** Timesteps of the training: 1000 unless given. */
  steps: integer({ from: 1, to: 2 ** 24, default: 1000 }),
  /** The first beta; 1e-4 for "linear" and 0.00085 for "scaled_linear" unless given. */
  betaStart: number({ above: 0, below: 1, optional: true }),
  /** The last beta; 0.02 and 0.012 unless given. */
  betaEnd: number({ above: 0, below: 1, optional: true }),
});

/** Kind, number of timesteps and bounds of a `noiseSchedule`; diffusers' names in camelCase. */
export type NoiseScheduleOptions = Given<typeof scheduleOptions>;

/** How much noise each timestep of a diffusion adds, and what follows from it. Everything is in float64. */
export class NoiseSchedule {
  /** Variance that each timestep adds, [steps]. */
  readonly betas: Float64Array;
  /** What is left of the signal's variance after each timestep: the product of 1 - beta, [steps]. */
  readonly alphasCumprod: Float64Array;

  /** @throws RangeError for a beta that is not from 0 to 1 */
  constructor(betas: ArrayLike<number>) {
    this.betas = floats("NoiseSchedule", "betas", betas);
    if (betas.length === 0) throw new RangeError("NoiseSchedule: betas are empty, expected some");
    const wrong = this.betas.findIndex((beta) => !(beta >= 0 && beta <= 1));
    if (wrong >= 0)
      throw new RangeError(
        `NoiseSchedule: betas[${wrong}] is ${describeValue(this.betas[wrong])}, expected 0 to 1`,
      );
    let product = 1;
    this.alphasCumprod = this.betas.map((beta) => {
      product *= 1 - beta;
      return product;
    });
  }

  /** Signal to noise, alphaCumprod / (1 - alphaCumprod), [steps]. */
  signalToNoise(): Float64Array {
    return this.alphasCumprod.map((alpha) => alpha / (1 - alpha));
  }

  /**
   * q(x before | x at t, x0): its variance, and what x0 and x at t count in its mean. Ho et al., Denoising Diffusion
   * Probabilistic Models (NeurIPS 2020), equation 7; each [steps].
   */
  posterior(): {
    readonly variance: Float64Array;
    readonly meanX0: Float64Array;
    readonly meanXt: Float64Array;
  } {
    const { betas, alphasCumprod: alphas } = this;
    const before = (t: number): number => (t > 0 ? alphas[t - 1]! : 1);
    return {
      variance: betas.map((beta, t) => (beta * (1 - before(t))) / (1 - alphas[t]!)),
      meanX0: betas.map((beta, t) => (Math.sqrt(before(t)) * beta) / (1 - alphas[t]!)),
      meanXt: betas.map((beta, t) => (Math.sqrt(1 - beta) * (1 - before(t))) / (1 - alphas[t]!)),
    };
  }

  /**
   * The same schedule stretched so that nothing of the signal is left at its end: Lin et al., Common Diffusion Noise
   * Schedules and Sample Steps are Flawed (2023), algorithm 1.
   */
  zeroTerminalSnr(): NoiseSchedule {
    const roots = this.alphasCumprod.map(Math.sqrt);
    const [first, last] = [roots[0]!, roots.at(-1)!];
    const alphas = roots.map((root) => (((root - last) * first) / (first - last)) ** 2);
    if (roots.length < 2)
      throw new RangeError("zeroTerminalSnr: the schedule has one step, expected at least 2");
    return new NoiseSchedule(
      alphas.map((alpha, t) => 1 - (t > 0 ? alpha / alphas[t - 1]! : alpha)),
    );
  }
}

/**
 * A schedule of Ho et al. (2020, "linear"), of latent diffusion (Rombach et al. 2022, "scaled_linear") or of Nichol and
 * Dhariwal (2021, "cosine": s is 0.008, and no beta is above 0.999).
 */
export function noiseSchedule(options: NoiseScheduleOptions = {}): NoiseSchedule {
  const { kind, steps, betaStart, betaEnd } = scheduleOptions.complete(options);
  if (kind === "cosine") {
    if (betaStart !== undefined || betaEnd !== undefined)
      throw new RangeError("noiseSchedule: betaStart and betaEnd are given, cosine has none");
    return new NoiseSchedule(cosineBetas(steps));
  }
  const scaled = kind === "scaled_linear";
  const start = betaStart ?? (scaled ? 0.00085 : 1e-4);
  const end = betaEnd ?? (scaled ? 0.012 : 0.02);
  if (!scaled) return new NoiseSchedule(evenly(start, end, steps));
  return new NoiseSchedule(
    evenly(Math.sqrt(start), Math.sqrt(end), steps).map((root) => root ** 2),
  );
}

const evenly = (start: number, end: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) =>
    i > 0 && i + 1 === count ? end : start + i * ((end - start) / Math.max(1, count - 1)),
  );

function cosineBetas(steps: number): Float64Array {
  const left = (t: number): number => Math.cos(((t / steps + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
  return Float64Array.from({ length: steps }, (_, t) => Math.min(1 - left(t + 1) / left(t), 0.999));
}
