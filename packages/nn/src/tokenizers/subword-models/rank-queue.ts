const placeLimit = 2 ** 31;

/** Places with ranks, the lowest rank first, of one rank the leftmost place: a binary heap. */
export class RankQueue {
  readonly #keys: number[] = [];

  get size(): number {
    return this.#keys.length;
  }

  /** Both below 2^22 and 2^31: a key holds them exactly. */
  push(rank: number, place: number): void {
    const keys = this.#keys;
    const key = rank * placeLimit + place;
    let at = keys.length;
    keys.push(key);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent]! <= key) break;
      keys[at] = keys[parent]!;
      at = parent;
    }
    keys[at] = key;
  }

  pop(): { readonly rank: number; readonly place: number } {
    const keys = this.#keys;
    const top = keys[0]!;
    const key = keys.pop()!;
    const size = keys.length;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++;
      if (keys[child]! >= key) break;
      keys[at] = keys[child]!;
      at = child;
    }
    if (size > 0) keys[at] = key;
    return { rank: Math.floor(top / placeLimit), place: top % placeLimit };
  }
}
