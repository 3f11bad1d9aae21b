/**
 * Keep the k highest logits (`atLeast` so many), and all that equal the k-th; the others become -Infinity, in place.
 * Fan, Lewis, Dauphin, "Hierarchical neural story generation" (ACL 2018).
 */
export function keepTopK(logits: Float64Array, k: number, atLeast = 1): void {
  const count = Math.max(k, atLeast);
  if (count >= logits.length) return;
  const threshold = kthHighest(logits, count);
  for (let token = 0; token < logits.length; token++)
    if (logits[token]! < threshold) logits[token] = -Infinity;
}

/** By a heap of the k highest so far, the lowest of them in front: a vocabulary takes longer to sort than to see once. */
export function kthHighest(values: Float64Array, k: number): number {
  const heap = values.slice(0, k).sort();
  for (let i = k; i < values.length; i++) {
    const value = values[i]!;
    if (value <= heap[0]!) continue;
    let at = 0;
    for (let child = 1; child < k; child = 2 * at + 1) {
      if (child + 1 < k && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= value) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = value;
  }
  return heap[0]!;
}
