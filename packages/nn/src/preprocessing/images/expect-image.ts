import { describeValue } from "../../options/describe-value.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { RgbImage } from "./image.ts";

/** A picture as `decodeImage` gives it, with three bytes for each pixel. */
export function expectImage(who: string, image: RgbImage, argument = "image"): void {
  const expected = "a picture as decodeImage gives it: { width, height, data }";
  expectObject(who, argument, image, expected, "width", "height", "data");
  const { width, height, data } = image;
  const fits = (side: number) => Number.isInteger(side) && side > 0;
  if (!(fits(width) && fits(height) && data instanceof Uint8Array))
    throw new TypeError(
      `${who}: ${argument} has width ${describeValue(width)}, height ${describeValue(height)} and data ${describeValue(data)}, expected ${expected}`,
    );
  if (data.length !== 3 * width * height)
    throw new RangeError(
      `${who}: ${argument} has ${data.length} bytes, expected ${3 * width * height} for ${width} x ${height} pixels`,
    );
}
