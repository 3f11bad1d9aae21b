import type { HostArray } from "@qkv/core-wasm/contract";

/** How far two computations of one tensor are apart. */
export interface Difference {
  /** Largest |a - b|; Infinity where only one of them is finite. */
  readonly absolute: number;
  /** The largest |a - b| as a part of the larger of |a| and a's root mean square. */
  readonly relative: number;
  /** Index of the element that departs the most, row-major. */
  readonly worstElement: number;
}

/** Compare values element by element; equal NaN and infinities agree. */
export function differenceOf(a: HostArray, b: HostArray): Difference {
  if (a.length !== b.length)
    throw new RangeError(`differenceOf: b has ${b.length} values, expected ${a.length} as a`);
  const scale = rootMeanSquare(a);
  let [absolute, relative, worstElement] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (Object.is(x, y) || x === y) continue;
    const apart = Number.isFinite(x) && Number.isFinite(y) ? Math.abs(x - y) : Infinity;
    absolute = Math.max(absolute, apart);
    const part = apart === Infinity ? Infinity : apart / Math.max(Math.abs(x), scale, 1e-30);
    if (part > relative) [relative, worstElement] = [part, i];
  }
  return { absolute, relative, worstElement };
}

/** Of the finite values. */
function rootMeanSquare(values: HostArray): number {
  let [squares, count] = [0, 0];
  for (const value of values)
    if (Number.isFinite(value)) {
      squares += value * value;
      count++;
    }
  return Math.sqrt(squares / Math.max(1, count));
}
