/** Forbid, in place, the last token of each of these runs where the tokens before it stand at the end of `ids`. */
export function forbidBadWords(
  logits: Float64Array,
  ids: readonly number[],
  words: readonly (readonly number[])[],
): void {
  for (const word of words) {
    const before = word.slice(0, -1);
    const start = ids.length - before.length;
    if (start >= 0 && before.every((id, i) => id === ids[start + i]))
      logits[word.at(-1)!] = -Infinity;
  }
}
