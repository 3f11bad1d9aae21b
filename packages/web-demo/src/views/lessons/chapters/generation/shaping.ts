/** How many times a token runs through the layers until a text of so many tokens stands. */
export interface Work {
  /** Everything anew for each token: 1 + 2 + … + n. */
  readonly without: number;
  /** Each token once; of those before, keys and values are kept. */
  readonly with: number;
  /** What is saved, as a share. */
  readonly saved: number;
}

export function workOf(length: number): Work {
  const without = (length * (length + 1)) / 2;
  return { without, with: length, saved: 1 - length / without };
}
