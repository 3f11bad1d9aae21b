/** One of the elements that make up each result along an axis: where they are, and how much they count. */
export interface Tap {
  readonly indices: readonly number[];
  /** undefined: they are taken as they are. */
  readonly weights: readonly number[] | undefined;
}

/** An axis and how its results lie over it. */
export interface Resampling {
  readonly from: number;
  readonly to: number;
  /** Results for an element, where that was given instead of the size. */
  readonly factor: number | undefined;
  /** The first and the last elements lie on the first and the last results, not the edges of elements on edges. */
  readonly alignCorners: boolean;
}

const { fround, floor, min, max } = Math;

/** The step over the elements from one result to the next, in float32 as in PyTorch: on it depends which is nearest. */
function stepOf({ from, to, factor, alignCorners }: Resampling): number {
  if (alignCorners) return to > 1 ? fround((from - 1) / (to - 1)) : 0;
  return factor === undefined ? fround(from / to) : fround(1 / factor);
}

const results = ({ to }: Resampling): readonly number[] => Array.from({ length: to }, (_, i) => i);

/** The element in which a result starts (`shift` 0), or in which its middle lies (1/2). */
export function nearestTaps(axis: Resampling, shift: 0 | 0.5): readonly Tap[] {
  const step = stepOf(axis);
  const indices = results(axis).map((i) => min(floor(fround((i + shift) * step)), axis.from - 1));
  return [{ indices, weights: undefined }];
}

/** Where each result lies among the elements. */
function places(axis: Resampling): readonly number[] {
  const step = stepOf(axis);
  return results(axis).map((i) =>
    axis.alignCorners ? fround(step * i) : fround(fround(step * (i + 0.5)) - 0.5),
  );
}

/** The two elements around each result. */
export function linearTaps(axis: Resampling): readonly Tap[] {
  const at = places(axis).map((place) => min(max(place, 0), axis.from - 1));
  const shares = at.map((place) => place - floor(place));
  return [
    { indices: at.map(floor), weights: shares.map((share) => 1 - share) },
    { indices: at.map((place) => min(floor(place) + 1, axis.from - 1)), weights: shares },
  ];
}

/** Of Keys' cubic convolution (1981); PyTorch's choice. */
const A = -0.75;
/** Its weight of an element at a distance of up to 1, and of 1 to 2. */
const inner = (d: number): number => ((A + 2) * d - (A + 3)) * d * d + 1;
const outer = (d: number): number => ((A * d - 5 * A) * d + 8 * A) * d - 4 * A;

/** The four elements around each result; beyond the ends the last one counts again. */
export function cubicTaps(axis: Resampling): readonly Tap[] {
  const at = places(axis);
  const weight = (k: number) => (k === 0 || k === 1 ? inner : outer);
  return [-1, 0, 1, 2].map((k) => ({
    indices: at.map((place) => min(max(floor(place) + k, 0), axis.from - 1)),
    weights: at.map((place) => weight(k)(Math.abs(place - floor(place) - k))),
  }));
}
