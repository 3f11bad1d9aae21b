import type { RgbImage } from "./image.ts";

/** Where each pixel of the upright picture lies in the stored one: turned, mirrored across, mirrored upside down. */
interface Turn {
  /** Rows of the one are columns of the other. */
  readonly swaps: boolean;
  readonly flipsX: boolean;
  readonly flipsY: boolean;
}

/** Of EXIF's orientations 1 to 8; flips count in the stored picture. */
const turns: readonly Turn[] = [
  { swaps: false, flipsX: false, flipsY: false },
  { swaps: false, flipsX: true, flipsY: false },
  { swaps: false, flipsX: true, flipsY: true },
  { swaps: false, flipsX: false, flipsY: true },
  { swaps: true, flipsX: false, flipsY: false },
  { swaps: true, flipsX: false, flipsY: true },
  { swaps: true, flipsX: true, flipsY: true },
  { swaps: true, flipsX: true, flipsY: false },
];

/** The picture as it is to be seen, by the orientation that its EXIF data say. */
export function oriented(image: RgbImage, orientation: number): RgbImage {
  if (orientation === 1) return image;
  const { swaps, flipsX, flipsY } = turns[orientation - 1]!;
  const [width, height] = swaps ? [image.height, image.width] : [image.width, image.height];
  const data = new Uint8Array(image.data.length);
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += 3) {
      const [column, row] = swaps ? [y, x] : [x, y];
      const storedX = flipsX ? image.width - 1 - column : column;
      const storedY = flipsY ? image.height - 1 - row : row;
      const from = 3 * (storedY * image.width + storedX);
      data[to] = image.data[from]!;
      data[to + 1] = image.data[from + 1]!;
      data[to + 2] = image.data[from + 2]!;
    }
  return { width, height, data };
}
