/** Rule these tokens out, in place; ids beyond the vocabulary are nobody's. */
export function forbid(scores: Float64Array, ids: readonly number[]): void {
  for (const id of ids) if (id < scores.length) scores[id] = -Infinity;
}

/** Rule all tokens out but these, in place, which become certain. */
export function force(scores: Float64Array, ids: readonly number[]): void {
  scores.fill(-Infinity);
  for (const id of ids) scores[id] = 0;
}

/** Rule all tokens out but these, in place, whose scores stay. @throws RangeError where none is allowed */
export function allowOnly(scores: Float64Array, ids: readonly number[]): void {
  if (ids.length === 0)
    throw new RangeError("prefixAllowedTokensFn gave no ids, expected those that may come next");
  const kept = ids.map((id) => scores[id]!);
  scores.fill(-Infinity);
  for (const [i, id] of ids.entries()) scores[id] = kept[i]!;
}
