import type { LabelledPicture } from "../pictures/labelled-picture.ts";

type Pixels = Omit<LabelledPicture, "label">;

/** Above it a pixel belongs to a stroke. */
const INK = 127;
/** Columns by which strokes go aside in a row, from which on they are said to lean. */
const LEANING = 0.25;

/** How the strokes of a picture look, in words; empty where they look as most do. */
export interface StrokeWords {
  readonly thickness: "thin" | "thick" | "";
  readonly lean: "leaning left" | "leaning right" | "";
}

/** Thickness and lean of strokes, bright on dark. */
interface Strokes {
  /** In pixels, about: twice the pixels of the strokes for each at their edge. */
  readonly thickness: number;
  /** Columns to the right for each row upwards: the covariance of column and row for the variance of the row. */
  readonly lean: number;
}

export function strokesOf({ pixels, width, height, channels }: Pixels): Strokes {
  const inked = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && pixels[(y * width + x) * channels]! > INK;
  let [count, edge, sumX, sumY] = [0, 0, 0, 0];
  const places: [number, number][] = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (!inked(x, y)) continue;
      places.push([x, y]);
      count++;
      sumX += x;
      sumY += y;
      if (!(inked(x - 1, y) && inked(x + 1, y) && inked(x, y - 1) && inked(x, y + 1))) edge++;
    }
  if (count === 0) return { thickness: 0, lean: 0 };
  let [across, down] = [0, 0];
  for (const [x, y] of places) {
    across -= (x - sumX / count) * (y - sumY / count);
    down += (y - sumY / count) ** 2;
  }
  return { thickness: (2 * count) / edge, lean: down === 0 ? 0 : across / down };
}

/** Words for strokes: thin and thick are the outer thirds of the pictures that are learnt from. */
export function strokeWords(training: readonly Pixels[]): (picture: Pixels) => StrokeWords {
  const sorted = training.map((picture) => strokesOf(picture).thickness).sort((a, b) => a - b);
  const [thin, thick] = [1, 2].map((third) => sorted[Math.floor((third * sorted.length) / 3)]!);
  return (picture) => {
    const { thickness, lean } = strokesOf(picture);
    const word = thickness < thin! ? "thin" : thickness > thick! ? "thick" : "";
    const side = lean > 0 ? "leaning right" : "leaning left";
    return { thickness: word, lean: Math.abs(lean) > LEANING ? side : "" };
  };
}
