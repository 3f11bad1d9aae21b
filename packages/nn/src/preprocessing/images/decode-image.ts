import { defineOptions, type Given } from "../../options/define-options.ts";
import { integer } from "../../options/fields.ts";
import { expectBytes } from "../expect-bytes.ts";
import type { RgbImage } from "./image.ts";
import { ImageFileError } from "./image-file-error.ts";
import { readJpeg } from "./jpeg/read-jpeg.ts";
import { readPng } from "./png/read-png.ts";
import { readWebp } from "./webp/read-webp.ts";

const decodeImageOptions = defineOptions("decodeImage", {
  /** The largest picture that memory is taken for, as its header says: 8,192 x 8,192 unless given. */
  maxPixels: integer({ from: 1, to: 2 ** 29, default: 2 ** 26 }),
});

/** Options of `decodeImage`. */
export type DecodeImageOptions = Given<typeof decodeImageOptions>;

const begins = (text: string) => (beginning: string) => beginning.startsWith(text);
/** Of containers: what stands `at` a place, behind their own name. */
const holds = (at: number, kinds: RegExp) => (beginning: string) => kinds.test(beginning.slice(at));

/** Who reads a file, by what it begins with, one character a byte. */
const formats = [
  { fits: begins("\x89PNG\r\n\x1a\n"), read: readPng },
  { fits: begins("\xff\xd8\xff"), read: readJpeg },
  { fits: holds(0, /^RIFF.{4}WEBP/s), read: readWebp },
] as const;

/** Pictures that people have too. */
const others = [
  { fits: begins("GIF8"), name: "GIF" },
  { fits: begins("BM"), name: "BMP" },
  { fits: begins("II*\0"), name: "TIFF" },
  { fits: begins("MM\0*"), name: "TIFF" },
  { fits: holds(4, /^ftypavi[fs]/), name: "AVIF" },
  { fits: holds(4, /^ftyp(hei|hev|mif)/), name: "HEIC" },
  { fits: holds(0, /^\s*<(\?xml|svg)/), name: "SVG" },
] as const;

/**
 * The pixels of a PNG, JPEG or WebP file, upright (EXIF's orientation is followed) and as RGB: alpha is dropped, a palette
 * looked up, grey is three times the same, of 16 bits the high byte counts, as Pillow does it. In a browser the same
 * decoders run, so that a model sees the same pixels everywhere.
 *
 * @throws ImageFileError for other files, damaged and truncated ones, and pictures of more than `maxPixels`
 */
export async function decodeImage(
  bytes: Uint8Array,
  options: DecodeImageOptions = {},
): Promise<RgbImage> {
  expectBytes("decodeImage", bytes);
  const { maxPixels } = decodeImageOptions.complete(options);
  const beginning = String.fromCharCode(...bytes.subarray(0, 16));
  const format = formats.find(({ fits }) => fits(beginning));
  if (format) return format.read(bytes, maxPixels);
  const other = others.find(({ fits }) => fits(beginning));
  const came = bytes.length === 0 ? "empty" : (other?.name ?? "of another kind");
  throw new ImageFileError(`it is ${came}, expected PNG, JPEG or WebP`);
}
