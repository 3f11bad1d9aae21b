import type { KeyValueCaches } from "../../attention/key-value-caches.ts";
import { commonTokens } from "./batched-sequence.ts";

/** Tokens with their keys and values. */
export interface KeptPrefix {
  readonly ids: readonly number[];
  readonly caches: KeyValueCaches;
}

/** Keys and values of texts that are done, for those that begin alike: the least recently used go first. Owns them. */
export class PrefixCache implements Disposable {
  readonly maxBytes: number;
  /** The least recently used first. */
  #kept: KeptPrefix[] = [];

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Bytes of memory that they have. */
  get bytes(): number {
    return this.#kept.reduce((sum, { caches }) => sum + caches.bytes, 0);
  }

  /** Those whose first tokens can be gone on from, with how many these are; the best first. */
  *beginningAs(ids: readonly number[]): Generator<readonly [kept: KeptPrefix, tokens: number]> {
    const found = this.#kept
      .map((kept) => [kept, commonTokens(kept.ids, ids)] as const)
      .filter(([{ caches }, common]) => common > 0 && common >= caches.shortest);
    yield* found.sort(([, a], [, b]) => b - a);
  }

  /** Hand these over to somebody else. */
  take(kept: KeptPrefix): KeyValueCaches {
    this.#kept = this.#kept.filter((one) => one !== kept);
    return kept.caches;
  }

  /** These were used. */
  touch(kept: KeptPrefix): void {
    this.take(kept);
    this.#kept.push(kept);
  }

  /** Take these over, in the place of those that say no more, and free what there is no room for. */
  keep(ids: readonly number[], caches: KeyValueCaches): void {
    const fits = caches.bytes <= this.maxBytes && ids.length > 0;
    const said = this.#kept.find((kept) => commonTokens(kept.ids, ids) === ids.length);
    if (!fits || said) {
      caches.dispose();
      if (said) this.touch(said);
      return;
    }
    for (const kept of [...this.#kept])
      if (commonTokens(kept.ids, ids) === kept.ids.length) this.take(kept).dispose();
    this.#kept.push({ ids, caches });
    while (this.bytes > this.maxBytes) this.evict();
  }

  /** Free the least recently used; false where there is none. */
  evict(): boolean {
    const [oldest] = this.#kept;
    if (!oldest) return false;
    this.take(oldest).dispose();
    return true;
  }

  [Symbol.dispose](): void {
    while (this.evict());
  }
}
