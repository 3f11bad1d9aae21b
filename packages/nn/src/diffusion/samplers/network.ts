import { expectFunction } from "../../options/expect-argument.ts";
import { floats } from "../finite-values.ts";

/** What denoises: values of the sample, row-major, and a timestep or sigma. Its output has as many values. */
export type DiffusionNetwork = (
  x: Float64Array,
  t: number,
) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** Noise of a step, counted from 0. */
export type StepNoise = (step: number, count: number) => ArrayLike<number>;

/** The network's output, checked. */
export async function ask(
  who: string,
  network: DiffusionNetwork,
  x: Float64Array,
  t: number,
): Promise<Float64Array> {
  return floats(who, "output of the network", await network(x.slice(), t), x.length);
}

/** Where a sampler starts. */
export function startOf(
  who: string,
  network: DiffusionNetwork,
  start: ArrayLike<number>,
): Float64Array {
  expectFunction(who, "network", network);
  return floats(who, "start", start);
}
