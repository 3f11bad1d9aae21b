import { tensor } from "../../device/create-tensor.ts";
import type { NamedTensors } from "../../models/roles.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";

export interface WindowOptions {
  /** Steps that are looked back, and ahead. */
  readonly context: number;
  readonly horizon: number;
  /** Steps in which the last value is repeated. */
  readonly repeated: number;
  readonly channels: number;
  readonly device: Device;
}

/** By Hugging Face's names: past_values and their mask [windows, context + repeated, channels], future_values [windows, horizon, channels]. */
export type ForecastBatch = NamedTensors & {
  readonly past_values: Tensor;
  readonly future_values?: Tensor;
};

/** Windows of series [rows, channels] that begin in these rows; the tensors belong to the caller. `future` is left out where nothing is known of it. */
export function forecastBatch(
  values: Float32Array,
  starts: readonly number[],
  { context, horizon, repeated, channels, device }: WindowOptions,
  future = true,
): ForecastBatch {
  const seen = (context + repeated) * channels;
  const past = new Float32Array(starts.length * seen);
  const next = new Float32Array(future ? starts.length * horizon * channels : 0);
  for (const [i, start] of starts.entries()) {
    const end = (start + context) * channels;
    past.set(values.subarray(start * channels, end), i * seen);
    const last = values.subarray(end - channels, end);
    for (let step = 0; step < repeated; step++)
      past.set(last, i * seen + (context + step) * channels);
    if (future) next.set(values.subarray(end, end + horizon * channels), i * horizon * channels);
  }
  const shape = (steps: number) => ({ shape: [starts.length, steps, channels], device });
  return {
    past_values: tensor(past, shape(context + repeated)),
    ...(repeated > 0
      ? {
          past_observed_mask: tensor(
            observed(starts.length, seen, context * channels),
            shape(context + repeated),
          ),
        }
      : {}),
    ...(future ? { future_values: tensor(next, shape(horizon)) } : {}),
  };
}

/** 1 for the first `known` values of each window, 0 for the rest. */
function observed(windows: number, seen: number, known: number): Float32Array {
  const mask = new Float32Array(windows * seen);
  for (let start = 0; start < mask.length; start += seen) mask.fill(1, start, start + known);
  return mask;
}
