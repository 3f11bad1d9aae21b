/** How a pixel is made of its neighbours: Pillow's filters. */
export const resizeFilters = [
  "nearest",
  "box",
  "bilinear",
  "hamming",
  "bicubic",
  "lanczos",
] as const;
/** The name of a filter of Pillow's: https://pillow.readthedocs.io/en/stable/handbook/concepts.html#filters */
export type ResizeFilter = (typeof resizeFilters)[number];

/** A weight by the distance, in pixels of the coarser of the two pictures; 0 beyond `support`. */
export interface Filter {
  readonly support: number;
  weight(distance: number): number;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** R. Keys, "Cubic convolution interpolation for digital image processing", with a = -0.5. */
function cubic(distance: number): number {
  const [a, x] = [-0.5, Math.abs(distance)];
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

/** All but "nearest", which is none. */
export const filterOf: Readonly<Record<Exclude<ResizeFilter, "nearest">, Filter>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: {
    support: 1,
    weight: (x) => (Math.abs(x) >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x))),
  },
  bicubic: { support: 2, weight: cubic },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};
