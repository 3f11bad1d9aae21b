/** Gives the least of what it holds. */
export class Heap<T> {
  readonly #items: { readonly item: T; readonly rank: number }[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(item: T, rank: number): void {
    const items = this.#items;
    let at = items.length;
    for (let parent = (at - 1) >> 1; at > 0 && items[parent]!.rank > rank; ) {
      items[at] = items[parent]!;
      at = parent;
      parent = (at - 1) >> 1;
    }
    items[at] = { item, rank };
  }

  /** The one of the least rank; there must be one. */
  pop(): { readonly item: T; readonly rank: number } {
    const items = this.#items;
    const top = items[0]!;
    const last = items.pop()!;
    if (items.length === 0) return top;
    let at = 0;
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      if (child + 1 < items.length && items[child + 1]!.rank < items[child]!.rank) child++;
      if (items[child]!.rank >= last.rank) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return top;
  }
}
