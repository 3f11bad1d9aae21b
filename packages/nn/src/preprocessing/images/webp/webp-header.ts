import { exifOrientation } from "../exif.ts";
import { ImageFileError } from "../image-file-error.ts";
import type { ImageHeader } from "../image-header.ts";

const animated = 0x02;

/** The size of a WebP picture and the orientation in its EXIF data. https://developers.google.com/speed/webp/docs/riff_container */
export function readWebpHeader(bytes: Uint8Array): ImageHeader {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bytes.length < 12 ? 0 : file.getUint32(4, true);
  if (bytes.length < 12 || size + 8 > bytes.length)
    throw new ImageFileError(
      `WebP: it has ${bytes.length} bytes and says ${size + 8}: the file is cut off`,
    );
  let found: { readonly width: number; readonly height: number } | undefined;
  let orientation = 1;
  for (let at = 12; at + 8 <= size + 8; ) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = file.getUint32(at + 4, true);
    const chunk = bytes.subarray(at + 8, at + 8 + length);
    if (chunk.length < length)
      throw new ImageFileError(
        `WebP: chunk ${JSON.stringify(name)} says ${length} bytes, and ${chunk.length} are left: the file is cut off`,
      );
    found ??= sizeIn(name, new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    if (name === "EXIF") orientation = exifOrientation(withoutName(chunk));
    at += 8 + length + (length & 1);
  }
  if (!found) throw new ImageFileError("WebP: there is no picture in it");
  return { ...found, orientation };
}

/** Of a lossy, a lossless or an extended picture. */
function sizeIn(name: string, chunk: DataView) {
  if (!["VP8 ", "VP8L", "VP8X"].includes(name)) return undefined;
  if (chunk.byteLength < (name === "VP8L" ? 5 : 10))
    throw new ImageFileError(`WebP: its ${name.trim()} header is cut off`);
  if (name === "VP8 ")
    return {
      width: chunk.getUint16(6, true) & 0x3fff,
      height: chunk.getUint16(8, true) & 0x3fff,
    };
  if (name === "VP8L") {
    const bits = chunk.getUint32(1, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (chunk.getUint8(0) & animated)
    throw new ImageFileError("WebP: it is an animation, expected one picture");
  const at = (byte: number) => chunk.getUint16(byte, true) + chunk.getUint8(byte + 2) * 2 ** 16;
  return { width: at(4) + 1, height: at(7) + 1 };
}

/** Some programs write "Exif\0\0" first, as in JPEG files. */
const withoutName = (chunk: Uint8Array): Uint8Array =>
  String.fromCharCode(...chunk.subarray(0, 6)) === "Exif\0\0" ? chunk.subarray(6) : chunk;
