import { PANEL_ROWS, type QuantizedFormat, quantizedFormats } from "@qkv/core-wasm/contract";
import type { WeightHolder } from "../layers/weight-holder.ts";
import type { Module } from "../module/module.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { PIECE_ELEMENTS } from "../weights/checkpoint.ts";
import { type Destination, type DestinationOf, writeElements } from "../weights/destination.ts";
import { kernelFormats } from "./kernel-formats.ts";
import { expectWhole, freeze } from "./quantize.ts";
import { QuantizedWeight } from "./quantized-weight.ts";
import { floatWeights, putQuantized } from "./weight-holders.ts";

/**
 * Have the weights of a model be stored in fewer bits as they are read, as `quantize` would of the whole: no weight ever lies
 * in float32 on the device. Freezes the model, and to that end must be finished before it learns.
 */
export function quantizedDestinations(model: Module, format: QuantizedFormat): DestinationOf {
  const groups = new Map<Tensor, Map<string, WeightHolder>>();
  for (const [path, holder] of floatWeights("quantize", model)) {
    const sharing = groups.get(holder.weight) ?? new Map<string, WeightHolder>();
    groups.set(holder.weight, sharing.set(path, holder));
  }
  const paths = [...groups.values()].flatMap((holders) => [...holders.keys()]);
  expectWhole(model, new Set(paths), new Set(groups.keys()));
  freeze(model);
  return (parameter, device) => {
    const holders = groups.get(parameter);
    return holders && new QuantizedDestination(parameter, holders, { format, device });
  };
}

/** Takes a weight [rows, width] in pieces, and rounds as many rows at a time as are packed together. */
class QuantizedDestination implements Destination {
  readonly #weight: Tensor;
  readonly #holders: ReadonlyMap<string, WeightHolder>;
  readonly #format: QuantizedFormat;
  readonly #quantized: QuantizedWeight;
  /** Rows that are not rounded yet, of which the first `#filled` values have come. */
  readonly #waiting: Float32Array;
  #filled = 0;
  #row = 0;
  readonly #written = new Map<string, number>();
  #isDone = false;

  constructor(
    weight: Tensor,
    holders: ReadonlyMap<string, WeightHolder>,
    { format, device }: { readonly format: QuantizedFormat; readonly device: Device },
  ) {
    this.#weight = weight;
    this.#holders = holders;
    this.#format = format;
    const [rows, width] = weight.shape as readonly [number, number];
    const panels = Math.max(1, Math.floor(PIECE_ELEMENTS / (PANEL_ROWS * width)));
    this.#waiting = new Float32Array(Math.min(rows, panels * PANEL_ROWS) * width);
    this.#quantized = QuantizedWeight.empty(device, weight.shape, kernelFormats.get(format)!);
  }

  write(values: ArrayLike<number> & { subarray(begin: number, end: number): ArrayLike<number> }) {
    for (let begin = 0; begin < values.length; ) {
      const end = Math.min(values.length, begin + this.#waiting.length - this.#filled);
      this.#waiting.set(values.subarray(begin, end), this.#filled);
      this.#filled += end - begin;
      begin = end;
      if (this.#filled === this.#waiting.length) this.#round();
    }
  }

  #round(): void {
    const width = this.#weight.shape[1]!;
    const rows = this.#filled / width;
    const [path = ""] = this.#holders.keys();
    const called = `quantize: ${path === "" ? "weight" : `${path}.weight`}`;
    const values = this.#waiting.subarray(0, this.#filled);
    const { round } = quantizedFormats[this.#format];
    const rounded = round([rows, width], values, called, this.#row);
    for (const [part, tensor] of Object.entries(this.#quantized.parts)) {
      const words = rounded[part as keyof typeof rounded]!;
      const begin = this.#written.get(part) ?? 0;
      writeElements(tensor, begin, words);
      this.#written.set(part, begin + words.length);
    }
    this.#row += rows;
    this.#filled = 0;
  }

  async finish(): Promise<void> {
    if (this.#filled > 0) this.#round();
    putQuantized([...this.#holders.values()], this.#quantized);
    this.#isDone = true;
  }

  [Symbol.dispose](): void {
    if (!this.#isDone) this.#quantized.dispose();
  }
}
