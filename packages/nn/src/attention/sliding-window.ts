import { Module } from "../module/module.ts";
import { constant } from "../op-definition/constant.ts";
import { defineOptions } from "../options/define-options.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { integer } from "../options/fields.ts";
import { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Which keys the queries of a pass see: query t, at position t + queryOffset, none behind its own. */
export interface CausalBand {
  readonly queries: number;
  readonly keys: number;
  readonly queryOffset: number;
  /** Keys that a query sees, its own included. */
  readonly window: number;
}

/** float32 [1, 1, queries, keys]: 0 for the keys j with position - window < j <= position, else -Infinity. */
export const causalBandMask = (device: Device, band: CausalBand): Tensor =>
  constant(device, [1, 1, band.queries, band.keys], () => bandValues(band));

function bandValues({ queries, keys, queryOffset, window }: CausalBand): Float32Array {
  const values = new Float32Array(queries * keys).fill(-Infinity);
  for (let query = 0; query < queries; query++) {
    const position = queryOffset + query;
    const start = Math.max(0, position + 1 - window);
    const end = Math.min(keys, position + 1);
    if (start < end) values.fill(0, query * keys + start, query * keys + end);
  }
  return values;
}

const count = { from: 0, to: 2 ** 31 };
const bandOptions = defineOptions("SlidingWindow", {
  queries: integer(count),
  keys: integer(count),
  queryOffset: integer(count),
});

/**
 * Sliding-window attention: a query sees the last `size` keys, its own included. Beltagy et al., arXiv:2004.05150; as in
 * Mistral. Keeps the mask of the sizes it was last asked for: attentions that share a window share the mask.
 */
export class SlidingWindow extends Module {
  readonly size: number;
  #mask: Tensor | undefined;
  #of = "";

  constructor(size: number) {
    super();
    this.size = expectWindow("SlidingWindow", size);
  }

  /** float32 [1, 1, queries, keys], to be added to the scores. */
  mask(device: Device, band: Omit<CausalBand, "window">): Tensor {
    expectInstance(this.path, "device", device, Device, "a Device");
    const { queries, keys, queryOffset } = bandOptions.complete(band, this);
    const wanted = [queries, keys, queryOffset].join();
    if (!this.#mask || this.#mask.device !== device || this.#of !== wanted) {
      this.#mask?.dispose();
      this.#mask = causalBandMask(device, { ...band, window: this.size }).makeLasting();
      this.#of = wanted;
    }
    return this.#mask;
  }

  protected override freed(): void {
    this.#mask?.dispose();
    this.#mask = undefined;
  }
}

export function expectWindow(name: string, size: number): number {
  if (!Number.isSafeInteger(size) || size < 1)
    throw new RangeError(`${name}: window is ${size}, expected an integer from 1`);
  return size;
}
