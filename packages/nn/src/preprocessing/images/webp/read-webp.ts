import { Codec } from "../codec.ts";
import type { RgbImage } from "../image.ts";
import { expectSize } from "../image-header.ts";
import { oriented } from "../oriented.ts";
import { readWebpHeader } from "./webp-header.ts";

let codec: Codec | undefined;

/** A WebP picture, lossy or lossless, upright: libwebp decodes it, as in Pillow. Its alpha is dropped. */
export async function readWebp(bytes: Uint8Array, maxPixels: number): Promise<RgbImage> {
  const header = readWebpHeader(bytes);
  expectSize(header.width, header.height, maxPixels);
  codec ??= new Codec(
    "WebP",
    () => import("./webp-decoder.generated.ts"),
    () => import("@jsquash/webp/decode.js"),
  );
  return oriented(await codec.decode(bytes, header), header.orientation);
}
