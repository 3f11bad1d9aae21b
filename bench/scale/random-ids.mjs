/** Ids below `size` that a seed decides. */
export function randomIds(count, size, seed) {
  const ids = new Int32Array(count);
  let state = seed;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    ids[i] = state % size;
  }
  return ids;
}
