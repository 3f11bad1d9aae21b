const relu = (value: number) => Math.max(0, value);

/** Where the hidden numbers begin to rise. */
export const BENDS = [1, 2, 3] as const;

/** v₁ relu(x − 1) + v₂ relu(x − 2) + v₃ relu(x − 3) */
export const feedForward = (x: number, v: readonly number[]): number =>
  BENDS.reduce((sum, bend, i) => sum + v[i]! * relu(x - bend), 0);

/** A tent from 1 to 3, 1 high. */
export const tent = (x: number): number => relu(1 - Math.abs(x - 2));

const places: readonly number[] = Array.from({ length: 101 }, (_, i) => i / 20);

export const curve = (f: (x: number) => number): [number, number][] => places.map((x) => [x, f(x)]);

/** The largest distance from the tent. */
export const farOff = (v: readonly number[]): number =>
  Math.max(...places.map((x) => Math.abs(feedForward(x, v) - tent(x))));
