/**
 * Forbid, in place, each token that would end a run of `size` tokens which stands in `ids` already. Paulus et al.,
 * arXiv:1705.04304, section 2.5.
 */
export function forbidRepeatedNgrams(
  logits: Float64Array,
  ids: readonly number[],
  size: number,
): void {
  const prefix = ids.slice(ids.length - size + 1);
  if (prefix.length < size - 1) return;
  for (let end = size - 1; end < ids.length; end++) {
    const begin = end - size + 1;
    if (prefix.every((id, i) => id === ids[begin + i])) logits[ids[end]!] = -Infinity;
  }
}
