import { defineOptions, type Given } from "../../../options/define-options.ts";
import { integer, oneOf } from "../../../options/fields.ts";
import { expectImage } from "../expect-image.ts";
import type { RgbImage } from "../image.ts";
import { filterOf, resizeFilters } from "./filters.ts";
import { resizeNearest } from "./nearest.ts";
import { type AxisWeights, axisWeights, fractionBits } from "./weights.ts";

const side = { from: 1, to: 2 ** 15 };

const resizeImageOptions = defineOptions(
  "resizeImage",
  {
    width: integer(side),
    height: integer(side),
    filter: oneOf(resizeFilters, { default: "bicubic" }),
  },
  {
    check: ({ width, height }) =>
      width * height > 2 ** 28
        ? `width and height are ${width} and ${height}, expected at most ${2 ** 28} pixels`
        : undefined,
  },
);

/** The new size of `resizeImage`, in pixels, of at most 2^28 in all, and its filter. */
export type ResizeImageOptions = Given<typeof resizeImageOptions>;

/**
 * The picture at another size as Pillow's Image.resize gives it, to the byte: with antialiasing, first across, then down (the
 * other way round where more than twice as many rows go as columns), each pass rounded to bytes. https://pillow.readthedocs.io/en/stable/handbook/concepts.html#filters
 */
export function resizeImage(image: RgbImage, options: ResizeImageOptions): RgbImage {
  expectImage("resizeImage", image);
  const { width, height, filter } = resizeImageOptions.complete(options);
  if (width === image.width && height === image.height) return image;
  if (filter === "nearest") return resizeNearest(image, width, height);
  const narrow = (one: RgbImage) =>
    one.width === width ? one : across(one, axisWeights(one.width, width, filterOf[filter]));
  const shorten = (one: RgbImage) =>
    one.height === height ? one : down(one, axisWeights(one.height, height, filterOf[filter]));
  // What one pass clamps the other does not see: the order shows where colours overshoot.
  const dropped = { rows: image.height - height, columns: image.width - width };
  return dropped.rows > 0 && dropped.rows > 2 * dropped.columns
    ? narrow(shorten(image))
    : shorten(narrow(image));
}

const half = 1 << (fractionBits - 1);

/** Of a sum of bytes times weights; clamped by the array that it is written to. */
const toByte = (sum: number): number => sum >> fractionBits;

/** [height, width, 3] -> [height, to, 3] */
function across(image: RgbImage, { first, counts, weights, stride }: AxisWeights): RgbImage {
  const { height, data } = image;
  const width = first.length;
  const result = new Uint8ClampedArray(3 * width * height);
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += 3) {
      let [red, green, blue] = [half, half, half];
      const [end, weight] = [counts[x]!, x * stride];
      for (let j = 0, from = 3 * (y * image.width + first[x]!); j < end; j++, from += 3) {
        const w = weights[weight + j]!;
        red += data[from]! * w;
        green += data[from + 1]! * w;
        blue += data[from + 2]! * w;
      }
      result[to] = toByte(red);
      result[to + 1] = toByte(green);
      result[to + 2] = toByte(blue);
    }
  return { width, height, data: bytesOf(result) };
}

/** [height, width, 3] -> [to, width, 3] */
function down(image: RgbImage, { first, counts, weights, stride }: AxisWeights): RgbImage {
  const { width, data } = image;
  const height = first.length;
  const row = 3 * width;
  const result = new Uint8ClampedArray(row * height);
  const sums = new Int32Array(row);
  for (let y = 0; y < height; y++) {
    sums.fill(half);
    for (let j = 0; j < counts[y]!; j++) {
      const [w, from] = [weights[y * stride + j]!, (first[y]! + j) * row];
      for (let i = 0; i < row; i++) sums[i]! += data[from + i]! * w;
    }
    for (let i = 0; i < row; i++) result[y * row + i] = toByte(sums[i]!);
  }
  return { width, height, data: bytesOf(result) };
}

const bytesOf = ({ buffer, length }: Uint8ClampedArray<ArrayBuffer>): Uint8Array =>
  new Uint8Array(buffer, 0, length);
