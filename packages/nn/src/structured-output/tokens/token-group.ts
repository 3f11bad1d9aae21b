import type { State } from "../automaton/automaton.ts";

/** Tokens that lead from one state to another. */
export interface TokenGroup {
  readonly next: State;
  /** Ids in order; or, of many, a bit for each id. */
  readonly ids: readonly number[] | undefined;
  readonly bits: Uint32Array | undefined;
  readonly count: number;
}

/** Groups by the states that tokens lead to. */
export class TokenGroups {
  readonly #width: number;
  readonly #found = new Map<State, number[]>();

  /** @param width ids are below it */
  constructor(width: number) {
    this.#width = width;
  }

  add(next: State, ids: Int32Array, from: number, to: number): void {
    let group = this.#found.get(next);
    if (!group) {
      group = [];
      this.#found.set(next, group);
    }
    for (let i = from; i < to; i++) group.push(ids[i]!);
  }

  /** All of them, many as bits: of 50,000 tokens they take 6 kB. */
  all(): readonly TokenGroup[] {
    return [...this.#found].map(([next, ids]) => {
      const { length: count } = ids;
      if (count <= this.#width / 32) return { next, ids, bits: undefined, count };
      const bits = new Uint32Array((this.#width + 31) >> 5);
      for (const id of ids) bits[id >> 5]! |= 1 << (id & 31);
      return { next, ids: undefined, bits, count };
    });
  }
}
