/**
 * Keep the k highest logits, and all that equal the k-th; the others become -Infinity, in place.
 * Fan, Lewis, Dauphin, "Hierarchical neural story generation" (ACL 2018).
 */
export function keepTopK(logits: Float64Array, k: number): void {
  if (k >= logits.length) return;
  const threshold = logits.slice().sort()[logits.length - k]!;
  for (let token = 0; token < logits.length; token++)
    if (logits[token]! < threshold) logits[token] = -Infinity;
}
