import { expectInstance, expectList } from "../options/expect-argument.ts";
import { KeyValueCaches } from "./key-value-caches.ts";
import type { MemoryCache } from "./memory-cache.ts";

/** What a decoder behind an encoder keeps of all its layers: the target's tokens so far, and the memory. Owns both. */
export class DecodingCaches implements Disposable {
  readonly target: KeyValueCaches;
  /** Of each layer's cross attention. */
  readonly memory: readonly MemoryCache[];

  constructor(target: KeyValueCaches, memory: readonly MemoryCache[]) {
    expectInstance("DecodingCaches", "target", target, KeyValueCaches, "the caches of all layers");
    expectList("DecodingCaches", "memory", memory);
    this.target = target;
    this.memory = memory;
  }

  /** Tokens of the target that are in. */
  get length(): number {
    return this.target.length;
  }

  /** Row i of the batch goes on from row rows[i], tokens and memory: beam search. */
  reorder(rows: readonly number[]): void {
    expectList("DecodingCaches", "rows", rows);
    this.target.reorder(rows);
    for (const layer of this.memory) layer.reorder(rows);
  }

  /** Forget target and memory. */
  clear(): void {
    this.target.clear();
    for (const layer of this.memory) layer.clear();
  }

  dispose(): void {
    this.target.dispose();
    for (const layer of this.memory) layer.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
