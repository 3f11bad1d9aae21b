/**
 * Forbid, in place, the last token of each of these runs where the tokens before it stand at the end of `ids`. As Hugging
 * Face: a run as long as all tokens so far and one more is not looked for, and a single token that ends sequences may come.
 */
export function forbidBadWords(
  logits: Float64Array,
  ids: readonly number[],
  words: readonly (readonly number[])[],
  ends: readonly number[],
): void {
  for (const word of words) {
    const last = word.at(-1)!;
    if (word.length === 1 ? ends.includes(last) : word.length > ids.length) continue;
    const before = word.slice(0, -1);
    const start = ids.length - before.length;
    if (before.every((id, i) => id === ids[start + i])) logits[last] = -Infinity;
  }
}
