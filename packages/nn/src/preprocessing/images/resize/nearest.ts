import type { RgbImage } from "../image.ts";

/** Each pixel is that in which its centre lies. */
export function resizeNearest(image: RgbImage, width: number, height: number): RgbImage {
  const data = new Uint8Array(3 * width * height);
  const [columns, rows] = [places(image.width, width), places(image.height, height)];
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += 3) {
      const from = 3 * (rows[y]! * image.width + columns[x]!);
      data[to] = image.data[from]!;
      data[to + 1] = image.data[from + 1]!;
      data[to + 2] = image.data[from + 2]!;
    }
  return { width, height, data };
}

/** Added up step by step, as Pillow does: where a centre lies between two pixels its rounding decides. */
function places(from: number, to: number): Int32Array {
  const step = from / to;
  let place = step * 0.5;
  return Int32Array.from({ length: to }, () => {
    const pixel = Math.min(Math.trunc(place), from - 1);
    place += step;
    return pixel;
  });
}
