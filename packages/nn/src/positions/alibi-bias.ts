import { defaultDevice } from "../device/default-device.ts";
import { Module } from "../module/module.ts";
import { constant } from "../op-definition/constant.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * The slope of each head: 2^(-8/n), 2^(-16/n), ... for n heads, n a power of two; for other numbers
 * those of the power below, then every second one of the power above. Press et al., arXiv:2108.12409.
 */
export function alibiSlopes(heads: number): Float64Array {
  if (!Number.isInteger(heads) || heads < 1)
    throw new RangeError(`alibiSlopes: heads is ${heads}, expected an integer from 1`);
  const below = 2 ** Math.floor(Math.log2(heads));
  return Float64Array.from({ length: heads }, (_, i) =>
    i < below ? 2 ** ((-8 * (i + 1)) / below) : 2 ** ((-4 * (2 * (i - below) + 1)) / below),
  );
}

/**
 * -slope * distance, added to the scores: [1, heads, queries, keys]. The queries stand at the last of
 * the keys' positions, as they do with a cache.
 */
export function alibiBias(
  heads: number,
  queries: number,
  keys: number,
  { device = defaultDevice() }: { readonly device?: Device | undefined } = {},
): Tensor {
  const slopes = alibiSlopes(heads);
  const bias = new Float64Array(heads * queries * keys);
  for (let i = 0; i < bias.length; i++) {
    const query = keys - queries + (Math.floor(i / keys) % queries);
    bias[i] = -slopes[Math.floor(i / (queries * keys))]! * Math.abs(query - (i % keys));
  }
  return constant(device, [1, heads, queries, keys], bias);
}

/** ALiBi as a module without parameters: forward(queries, keys) -> [1, heads, queries, keys]. */
export class AlibiBias extends Module {
  readonly heads: number;
  #device: Device;

  constructor(
    heads: number,
    { device = defaultDevice() }: { readonly device?: Device | undefined } = {},
  ) {
    super();
    this.heads = heads;
    this.#device = device;
  }

  forward(queries: number, keys = queries): Tensor {
    const bias = alibiBias(this.heads, queries, keys, { device: this.#device });
    return this.see("bias", bias, ["1", "nhead", "M", "S"]);
  }

  protected override movedTo(device: Device): void {
    this.#device = device;
  }
}
