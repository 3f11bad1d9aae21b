/** A pair that may be merged, and the words in which it stands. */
export interface MergeCandidate {
  count: number;
  readonly first: number;
  readonly second: number;
  readonly words: readonly number[];
}

const comesBefore = (a: MergeCandidate, b: MergeCandidate): boolean =>
  a.count !== b.count
    ? a.count > b.count
    : a.first !== b.first
      ? a.first < b.first
      : a.second < b.second;

/** Candidates, the most frequent first, of equally frequent ones that of the lowest ids: a binary heap. */
export class MergeQueue {
  readonly #heap: MergeCandidate[] = [];

  get size(): number {
    return this.#heap.length;
  }

  push(candidate: MergeCandidate): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(candidate);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!comesBefore(candidate, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = candidate;
  }

  pop(): MergeCandidate | undefined {
    const heap = this.#heap;
    const [top] = heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return top;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && comesBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!comesBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}
