import { callback, instance, passing } from "../../options/fields.ts";
import { isAbortSignal } from "../../options/kinds-of-values.ts";
import { defaultGenerator, Generator } from "../../random/generator.ts";
import { floats } from "../finite-values.ts";
import type { StepNoise } from "./network.ts";

/** What every sampler can be told. */
export const runFields = {
  /** Called after each step, counted from 0, with the sample. */
  onStep: callback<(step: number, x: Float64Array) => void>({ optional: true }),
  /** Checked before every step. */
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
};

/** What a sampler that draws can be told too. */
export const noiseFields = {
  /** Noise of each step, in place of the generator's. */
  noise: callback<StepNoise>({ optional: true }),
  /** Draws the noise; the library's own unless given. */
  generator: instance(Generator, { optional: true }),
};

/** The noise of a step: what the caller gives, else what the generator draws. */
export function noiseOf(
  who: string,
  {
    noise,
    generator = defaultGenerator,
  }: {
    readonly noise: StepNoise | undefined;
    readonly generator: Generator | undefined;
  },
): (step: number, count: number) => Float64Array {
  return (step, count) =>
    noise ? floats(who, "noise", noise(step, count), count) : generator.normal(count);
}
