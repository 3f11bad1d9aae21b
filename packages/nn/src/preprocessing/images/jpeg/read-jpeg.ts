import { Codec } from "../codec.ts";
import type { RgbImage } from "../image.ts";
import { expectSize } from "../image-header.ts";
import { oriented } from "../oriented.ts";
import { readJpegHeader } from "./jpeg-header.ts";

let codec: Codec | undefined;

/** A JPEG picture, baseline or progressive, grey or colour, upright: MozJPEG decodes it, as libjpeg-turbo does in Pillow. */
export async function readJpeg(bytes: Uint8Array, maxPixels: number): Promise<RgbImage> {
  const header = readJpegHeader(bytes);
  expectSize(header.width, header.height, maxPixels);
  codec ??= new Codec(
    "JPEG",
    () => import("./jpeg-decoder.generated.ts"),
    () => import("@jsquash/jpeg/decode.js"),
  );
  return oriented(await codec.decode(bytes, header), header.orientation);
}
