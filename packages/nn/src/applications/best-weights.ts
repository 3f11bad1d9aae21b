import type { Module } from "../module/module.ts";
import type { ApplicationScore } from "../recipes/figures.ts";
import type { HostTensor } from "../weights/host-tensor.ts";

/** Values of a model's parameters and buffers, by name. */
export type Weights = ReadonlyMap<string, HostTensor>;

/** The weights that did best on the validation data so far, and what they did. */
export interface BestWeights {
  readonly step: number;
  readonly score: ApplicationScore;
  readonly weights: Weights;
}

/** A copy of a model's weights in the memory of JavaScript. */
export async function copyWeights(model: Module): Promise<Weights> {
  const copies = new Map<string, HostTensor>();
  for (const [name, tensor] of model.namedTensors()) {
    const { dtype, shape } = tensor;
    const data = await tensor.data();
    // The reference device computes in float64, and no file holds that.
    const values = data instanceof Float64Array ? Float32Array.from(data) : data.slice();
    copies.set(name, { dtype, shape, values });
  }
  return copies;
}

/** Run `body` while the model has these weights; its own come back to the bit, whatever happens. */
export async function withWeights<T>(
  model: Module,
  weights: Weights,
  body: () => Promise<T>,
): Promise<T> {
  const own = await copyWeights(model);
  model.loadStateDict(weights);
  try {
    return await body();
  } finally {
    model.loadStateDict(own);
  }
}
