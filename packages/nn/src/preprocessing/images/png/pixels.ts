import { ImageFileError } from "../image-file-error.ts";
import { type PngHeader, samplesOf } from "./png-header.ts";

/** Writes the colour of pixel `column` of an unfiltered row to `data[at]` and the two after it. */
export type PixelWriter = (row: Uint8Array, column: number, data: Uint8Array, at: number) => void;

/**
 * As Pillow's convert("RGB"): grey three times, alpha dropped, of 16 bits the high byte, a palette looked up.
 *
 * @param palette the contents of PLTE, three bytes a colour
 */
export function pixelWriter(header: PngHeader, palette: Uint8Array | undefined): PixelWriter {
  const { depth, colour } = header;
  const step = depth / 8;
  const pixel = samplesOf[colour] * step;
  if (colour === "rgb" || colour === "rgba")
    return (row, column, data, at) => {
      const from = column * pixel;
      data[at] = row[from]!;
      data[at + 1] = row[from + step]!;
      data[at + 2] = row[from + 2 * step]!;
    };
  const sampleAt =
    depth < 8
      ? (row: Uint8Array, column: number) => packedSample(row, column, depth)
      : (row: Uint8Array, column: number) => row[column * pixel]!;
  if (colour === "palette") {
    if (!palette || palette.length % 3 !== 0 || palette.length === 0 || palette.length > 768)
      throw new ImageFileError("PNG: it has a palette, and no PLTE chunk of 1 to 256 colours");
    return (row, column, data, at) => {
      const from = 3 * sampleAt(row, column);
      if (from >= palette.length)
        throw new ImageFileError(
          `PNG: a pixel has colour ${from / 3} of a palette of ${palette.length / 3}`,
        );
      data.set(palette.subarray(from, from + 3), at);
    };
  }
  const scale = depth < 8 ? 255 / (2 ** depth - 1) : 1;
  return (row, column, data, at) => data.fill(sampleAt(row, column) * scale, at, at + 3);
}

/** Samples of less than 8 bits, the first in the highest bits. */
function packedSample(row: Uint8Array, column: number, depth: number): number {
  const bit = column * depth;
  return (row[bit >> 3]! >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}
