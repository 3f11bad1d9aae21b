import { defineKernel, type OracleOf } from "../kernel.ts";
import { sizeOf } from "../shape.ts";
import { elementwiseSizes } from "../special-values.ts";

/** The range that values must be in. */
export interface InRangeAttrs {
  readonly from: number;
  readonly to: number;
  /** Let NaN pass. */
  readonly nan: boolean;
  /** Whose values they are, for the error: "bceLoss: x". */
  readonly what: string;
}

/** Says which element lies beyond the range. */
export function rangeError(
  { what, from, to }: InRangeAttrs,
  position: number,
  value: number,
): RangeError {
  const expected = to === Infinity ? `${from} or more` : `${from} to ${to}`;
  return new RangeError(`${what}[${position}] is ${value}, expected ${expected}`);
}

/** y = x, of which every element must lie in from .. to: RangeError for the first that does not. */
export const inRange = defineKernel<InRangeAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }) => ({ y: x }),
  flops: ({ x }) => 2 * sizeOf(x),
});

export const inRangeOracle: OracleOf<typeof inRange> = {
  reference: ({ x }, { y }, _, attrs) => {
    x.forEach((value, i) => {
      const fits = (value >= attrs.from && value <= attrs.to) || (attrs.nan && Number.isNaN(value));
      if (!fits) throw rangeError(attrs, i, value);
      y[i] = value;
    });
  },
  samples: [...elementwiseSizes.map((size) => [size]), [], [2, 3, 19]].flatMap((x) =>
    [1, Infinity].map((to) => ({
      shapes: { x },
      attrs: { from: 0, to, nan: to === Infinity, what: "x" },
    })),
  ),
  // Both ends belong to the range, and may be rounded to.
  prepare: ({ x }, _shapes, { to, nan }) => {
    for (let i = 0; i < x.length; i++) x[i] = Math.min(Math.abs(x[i]!), to);
    if (x.length > 8) [x[3], x[5], x[7]] = [0, to, nan ? NaN : 0];
  },
  tolerance: 0,
};
