import type { TokenGroup } from "./token-group.ts";

/** Tokens out of a vocabulary. */
export class TokenMask {
  /** A bit for each id. */
  readonly bits: Uint32Array;
  count = 0;
  #few: readonly number[] | undefined;

  constructor(width: number) {
    this.bits = new Uint32Array((width + 31) >> 5);
  }

  /** The tokens of a group too. */
  add({ ids, bits, count }: TokenGroup): void {
    const own = this.bits;
    for (const id of ids ?? []) own[id >> 5]! |= 1 << (id & 31);
    if (bits) for (let word = 0; word < bits.length; word++) own[word]! |= bits[word]!;
    this.count += count;
  }

  /** Rule the other tokens out, in place, but those that are let through besides. */
  apply(scores: Float64Array, besides: readonly number[]): void {
    if (this.count <= mostFew) {
      keepOnly(scores, [...this.#ids(), ...besides]);
      return;
    }
    const kept = besides.map((id) => scores[id]!);
    const { bits } = this;
    for (let word = 0, id = 0; id < scores.length; word++, id += 32) {
      const own = word < bits.length ? bits[word]! : 0;
      if (own === 0xffffffff) continue;
      const end = Math.min(id + 32, scores.length);
      if (own === 0) scores.fill(Number.NEGATIVE_INFINITY, id, end);
      else
        for (let one = id; one < end; one++)
          if (((own >> (one & 31)) & 1) === 0) scores[one] = Number.NEGATIVE_INFINITY;
    }
    restore(scores, besides, kept);
  }

  #ids(): readonly number[] {
    if (this.#few) return this.#few;
    const ids: number[] = [];
    for (const [word, own] of this.bits.entries())
      for (let bit = 0; own >>> bit > 0 && bit < 32; bit++)
        if (((own >>> bit) & 1) === 1) ids.push(32 * word + bit);
    this.#few = ids;
    return ids;
  }
}

/** So few that they are looked up one by one. */
const mostFew = 256;

function keepOnly(scores: Float64Array, ids: readonly number[]): void {
  const kept = ids.map((id) => scores[id]!);
  scores.fill(Number.NEGATIVE_INFINITY);
  restore(scores, ids, kept);
}

function restore(scores: Float64Array, ids: readonly number[], kept: readonly number[]): void {
  for (const [i, id] of ids.entries()) if (id < scores.length) scores[id] = kept[i]!;
}
