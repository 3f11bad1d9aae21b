/** A place in a plane: x to the right, y up. */
export type Point = readonly [x: number, y: number];

export const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1];

export const lengthOf = (a: Point): number => Math.hypot(a[0], a[1]);
