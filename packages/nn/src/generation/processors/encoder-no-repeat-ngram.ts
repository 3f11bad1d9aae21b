/** Forbid, in place, each token that would end a run of `size` tokens which stands in the encoder's ids. */
export function forbidNgramsOf(
  scores: Float64Array,
  ids: readonly number[],
  encoded: readonly number[],
  size: number,
): void {
  const prefix = size > 1 ? ids.slice(Math.max(0, ids.length - size + 1)) : [];
  if (prefix.length < size - 1) return;
  for (let end = size - 1; end < encoded.length; end++) {
    const begin = end - size + 1;
    if (prefix.every((id, i) => id === encoded[begin + i])) scores[encoded[end]!] = -Infinity;
  }
}
