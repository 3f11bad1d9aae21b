import type { RgbImage } from "./image.ts";
import type { Sides } from "./image-sizes.ts";

/** A picture of these sides, black where the given one, whose corner lies at (`top`, `left`) of it, is not. */
function placed(image: RgbImage, { height, width }: Sides, top: number, left: number): RgbImage {
  const data = new Uint8Array(3 * width * height);
  const [begin, end] = [Math.max(0, -left), Math.min(image.width, width - left)];
  const [first, last] = [Math.max(0, -top), Math.min(image.height, height - top)];
  for (let y = first; y < last; y++) {
    const row = image.data.subarray(3 * (y * image.width + begin), 3 * (y * image.width + end));
    data.set(row, 3 * ((y + top) * width + begin + left));
  }
  return { width, height, data };
}

/** The middle of a picture; black where it ends before. An odd row more is above, an odd column on the left, as in transformers. */
export const centreCrop = (image: RgbImage, sides: Sides): RgbImage =>
  placed(
    image,
    sides,
    Math.ceil((sides.height - image.height) / 2),
    Math.ceil((sides.width - image.width) / 2),
  );
