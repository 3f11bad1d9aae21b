import { describeValue } from "../options/describe-value.ts";
import { expectAlpha, floats } from "./finite-values.ts";

/** What a network may predict: the noise, the clean sample, or v = sqrt(abar) noise - sqrt(1 - abar) x0. */
export type Prediction = "epsilon" | "sample" | "v_prediction";

/** What a noisy sample is made of, by a prediction; both as long as the sample. */
export interface CleanAndNoise {
  readonly x0: Float64Array;
  readonly noise: Float64Array;
}

/** x_t = sqrt(abar) x0 + sqrt(1 - abar) noise: Ho et al. (2020), equation 4. */
export function addNoise(
  x0: ArrayLike<number>,
  noise: ArrayLike<number>,
  alphaCumprod: number,
): Float64Array {
  expectAlpha("addNoise", alphaCumprod);
  const clean = floats("addNoise", "x0", x0);
  const added = floats("addNoise", "noise", noise, clean.length);
  return mixed(clean, Math.sqrt(alphaCumprod), added, Math.sqrt(1 - alphaCumprod));
}

/** v = sqrt(abar) noise - sqrt(1 - abar) x0: Salimans and Ho, Progressive Distillation (ICLR 2022). */
export function velocity(
  x0: ArrayLike<number>,
  noise: ArrayLike<number>,
  alphaCumprod: number,
): Float64Array {
  expectAlpha("velocity", alphaCumprod);
  const clean = floats("velocity", "x0", x0);
  const added = floats("velocity", "noise", noise, clean.length);
  return mixed(added, Math.sqrt(alphaCumprod), clean, -Math.sqrt(1 - alphaCumprod));
}

/**
 * What x_t is made of, by what a network says of it. Infinite where that says nothing: of x0 by noise at abar 0, of
 * noise by x0 at abar 1.
 */
export function fromPrediction(
  xt: ArrayLike<number>,
  output: ArrayLike<number>,
  alphaCumprod: number,
  prediction: Prediction,
): CleanAndNoise {
  expectAlpha("fromPrediction", alphaCumprod);
  const noisy = floats("fromPrediction", "xt", xt);
  const said = floats("fromPrediction", "output", output, noisy.length);
  const [signal, spread] = [Math.sqrt(alphaCumprod), Math.sqrt(1 - alphaCumprod)];
  switch (prediction) {
    case "epsilon":
      return { x0: mixed(noisy, 1 / signal, said, -spread / signal), noise: said };
    case "sample":
      return { x0: said, noise: mixed(noisy, 1 / spread, said, -signal / spread) };
    case "v_prediction":
      return { x0: mixed(noisy, signal, said, -spread), noise: mixed(noisy, spread, said, signal) };
    default:
      throw new RangeError(
        `fromPrediction: prediction is ${describeValue(prediction)}, expected epsilon, sample or v_prediction`,
      );
  }
}

/** a x + b y */
export const mixed = (x: Float64Array, a: number, y: ArrayLike<number>, b: number): Float64Array =>
  x.map((value, i) => a * value + b * y[i]!);
