export const WORDS = 5;

/** [words, words]: what may not be looked at. */
export const blockedOf = (masked: readonly number[]): boolean[][] =>
  Array.from({ length: WORDS }, (_, row) =>
    Array.from({ length: WORDS }, (_, column) => masked.includes(row * WORDS + column)),
  );

/** Whether the whole future is masked, and nothing else. */
export const isCausal = (blocked: readonly (readonly boolean[])[]): boolean =>
  blocked.every((row, query) => row.every((cell, key) => cell === key > query));

export const toggled = (masked: readonly number[], cell: number): number[] =>
  masked.includes(cell)
    ? masked.filter((one) => one !== cell)
    : [...masked, cell].sort((a, b) => a - b);
