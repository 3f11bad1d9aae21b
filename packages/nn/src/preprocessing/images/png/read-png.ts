import { exifOrientation } from "../exif.ts";
import type { RgbImage } from "../image.ts";
import { ImageFileError } from "../image-file-error.ts";
import { expectSize } from "../image-header.ts";
import { oriented } from "../oriented.ts";
import { readChunks } from "./chunks.ts";
import { inflate } from "./inflate.ts";
import { passesOf, storedBytes } from "./passes.ts";
import { pixelWriter } from "./pixels.ts";
import { readPngHeader, samplesOf } from "./png-header.ts";
import { unfilter } from "./unfilter.ts";

/** Chunks that say how others are to be read; one that is not among these cannot be passed over. */
const critical = new Set(["IHDR", "PLTE", "IDAT", "IEND"]);
/** Its first letter is small where a chunk may be passed over. */
const isCritical = (name: string): boolean => (name.charCodeAt(0) & 0x20) === 0;

/**
 * A PNG picture: every colour type and depth, interlaced or not. https://www.w3.org/TR/png-3/. Of an animation the picture
 * that is shown without one.
 */
export async function readPng(bytes: Uint8Array, maxPixels: number): Promise<RgbImage> {
  const chunks = readChunks(bytes);
  const header = readPngHeader(chunks[0]);
  const { width, height, colour, depth } = header;
  expectSize(width, height, maxPixels);
  const unknown = chunks.find(({ name }) => isCritical(name) && !critical.has(name));
  if (unknown)
    throw new ImageFileError(`PNG: chunk ${JSON.stringify(unknown.name)} is not understood`);
  const dataOf = (name: string) => chunks.find((chunk) => chunk.name === name)?.data;
  const parts = chunks.filter(({ name }) => name === "IDAT").map(({ data }) => data);
  const passes = passesOf(header);
  const stored = await inflate(parts, storedBytes(passes));
  const write = pixelWriter(header, dataOf("PLTE"));
  const pixel = Math.max(1, (samplesOf[colour] * depth) / 8);
  const data = new Uint8Array(3 * width * height);
  let at = 0;
  for (const pass of passes) {
    let above: Uint8Array | undefined;
    for (let y = 0; y < pass.height; y++) {
      const row = stored.subarray(at + 1, at + 1 + pass.rowBytes);
      unfilter(stored[at]!, row, above, pixel);
      const line = (pass.y + y * pass.dy) * width + pass.x;
      for (let x = 0; x < pass.width; x++) write(row, x, data, 3 * (line + x * pass.dx));
      above = row;
      at += 1 + pass.rowBytes;
    }
  }
  const exif = dataOf("eXIf");
  return oriented({ width, height, data }, exif ? exifOrientation(exif) : 1);
}
