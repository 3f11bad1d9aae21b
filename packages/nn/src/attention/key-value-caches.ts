import { expectList } from "../options/expect-argument.ts";
import type { KeyValueCache } from "./key-value-cache.ts";

/** The caches of all layers of a model, which take in the same tokens. Owns them. */
export class KeyValueCaches implements Disposable {
  readonly layers: readonly KeyValueCache[];

  constructor(layers: readonly KeyValueCache[]) {
    expectList("KeyValueCaches", "layers", layers);
    if (layers.length === 0)
      throw new RangeError("KeyValueCaches: layers are empty, expected a cache for each");
    this.layers = layers;
  }

  get batch(): number {
    return this.layers[0]!.batch;
  }

  /** Tokens that fit in every layer. */
  get capacity(): number {
    return Math.min(...this.layers.map((layer) => layer.capacity));
  }

  /** Tokens that are in: the position of the next one. */
  get length(): number {
    return this.layers[0]!.length;
  }

  /** The least length, but for 0, to which `trim` can go back. */
  get shortest(): number {
    return Math.max(...this.layers.map((layer) => layer.shortest));
  }

  /** Forget the tokens from this length on, in every layer or, where one cannot, in none. */
  trim(length: number): void {
    const strictest = this.layers.reduce((a, b) => (b.shortest > a.shortest ? b : a));
    strictest.trim(length);
    for (const layer of this.layers) layer.trim(length);
  }

  /** Row i of the batch goes on from the tokens of row rows[i]: see `KeyValueCache`. */
  reorder(rows: readonly number[]): void {
    expectList("KeyValueCaches", "rows", rows);
    for (const layer of this.layers) layer.reorder(rows);
  }

  /** Forget all tokens; the memory stays. */
  clear(): void {
    for (const layer of this.layers) layer.clear();
  }

  dispose(): void {
    for (const layer of this.layers) layer.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
