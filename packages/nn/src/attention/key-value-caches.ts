import { expectInstance, expectList } from "../options/expect-argument.ts";
import { expectCount } from "../options/expect-count.ts";
import { sliceTokens } from "./head-rows.ts";
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

  /** Bytes of memory that all layers have. */
  get bytes(): number {
    return this.layers.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Make room for so many tokens in all, in every layer; what is in stays. */
  reserve(tokens: number): void {
    for (const layer of this.layers) layer.reserve(tokens);
  }

  /**
   * Take in the first tokens of other caches of the same sizes, behind what is there. Layers that have let go of old tokens
   * cannot give the first ones.
   */
  appendFrom(other: KeyValueCaches, tokens: number): void {
    expectInstance("KeyValueCaches", "other", other, KeyValueCaches, "the caches of all layers");
    expectCount("KeyValueCaches", "tokens", tokens);
    if (tokens > other.length || other.shortest > 0)
      throw new RangeError(
        `KeyValueCaches: tokens is ${tokens}, expected ${other.shortest > 0 ? "none: the first are gone" : `at most ${other.length}, which there are`}`,
      );
    for (const [i, layer] of this.layers.entries()) {
      const { keys, values } = other.layers[i]!.held;
      layer.append(sliceTokens(keys, 0, tokens), sliceTokens(values, 0, tokens));
    }
  }

  /** Forget the tokens from this length on, in every layer or, where one cannot, in none. */
  trim(length: number): void {
    const strictest = this.layers.reduce((a, b) => (b.shortest > a.shortest ? b : a));
    strictest.trim(length);
    for (const layer of this.layers) layer.trim(length);
  }

  /** Row i of the batch goes on from the tokens of row rows[i]: see `KeyValueCache`. */
  reorder(rows: readonly number[], shared = 0): void {
    expectList("KeyValueCaches", "rows", rows);
    for (const layer of this.layers) layer.reorder(rows, shared);
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
