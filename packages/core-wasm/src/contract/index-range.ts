import type { Values } from "./kernel.ts";

/** Says which index names no element of an axis. */
export function indexError(
  kernel: string,
  position: number,
  index: number,
  size: number,
): RangeError {
  return new RangeError(
    `${kernel}: index[${position}] is ${index}, expected 0 to ${size - 1} (the axis has size ${size})`,
  );
}

/** Throw at the first index outside 0 .. size - 1. */
export function expectIndices(kernel: string, index: Values, size: number): void {
  const bad = index.findIndex((at) => !(at >= 0 && at < size));
  if (bad >= 0) throw indexError(kernel, bad, index[bad]!, size);
}

/** Random indices for samples. */
export function randomIndices(index: Values, size: number, random: () => number): void {
  for (let i = 0; i < index.length; i++) index[i] = Math.floor(size * random());
}
