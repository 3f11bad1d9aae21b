import { defaultDevice } from "../device/default-device.ts";
import { Module } from "../module/module.ts";
import { parameterFields } from "../module/parameter-options.ts";
import { constant } from "../op-definition/constant.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectCount } from "../options/expect-count.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";

const alibiOptions = defineOptions("AlibiBias", { device: parameterFields.device });

/** Options of `AlibiBias` and `alibiBias`. */
export type AlibiOptions = Given<typeof alibiOptions>;

/**
 * The slope of each head: 2^(-8/n), 2^(-16/n), ... for n heads, n a power of two; for other numbers
 * those of the power below, then every second one of the power above. Press et al., arXiv:2108.12409.
 */
export function alibiSlopes(heads: number): Float64Array {
  expectCount("alibiSlopes", "heads", heads);
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
  options: AlibiOptions = {},
): Tensor {
  const { device = defaultDevice() } = alibiOptions.complete(options, "alibiBias");
  expectCount("alibiBias", "queries", queries, 0);
  expectCount("alibiBias", "keys", keys, 0);
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

  constructor(heads: number, options: AlibiOptions = {}) {
    super();
    this.heads = expectCount("AlibiBias", "heads", heads);
    this.#device = alibiOptions.complete(options).device ?? defaultDevice();
  }

  forward(queries: number, keys = queries): Tensor {
    const bias = alibiBias(this.heads, queries, keys, { device: this.#device });
    return this.see("bias", bias, ["1", "nhead", "M", "S"]);
  }

  protected override movedTo(device: Device): void {
    this.#device = device;
  }
}
