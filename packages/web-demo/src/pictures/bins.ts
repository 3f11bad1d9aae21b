export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** How many values lie in each of `count` parts of equal width, alike on both sides of 0; what is not finite is left out. */
export function binsOf(values: Float32Array, count = 41): Bin[] {
  let reach = 0;
  for (const value of values) if (Number.isFinite(value)) reach = Math.max(reach, Math.abs(value));
  if (reach === 0) reach = 1;
  const counts = new Array<number>(count).fill(0);
  for (const value of values)
    if (Number.isFinite(value)) {
      const bin = Math.floor(((value + reach) / (2 * reach)) * count);
      counts[Math.min(count - 1, bin)]!++;
    }
  const width = (2 * reach) / count;
  return counts.map((many, i) => ({
    from: -reach + i * width,
    to: -reach + (i + 1) * width,
    count: many,
  }));
}
