import { exifOrientation } from "../exif.ts";
import { ImageFileError } from "../image-file-error.ts";
import type { ImageHeader } from "../image-header.ts";

/** Markers that no length follows: TEM, the restarts, SOI, EOI. */
const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9);
/** SOF0 to SOF15 but for the tables DHT, JPG and DAC. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const [startOfScan, app1] = [0xda, 0xe1];
/** Pixels that a byte can stand for: blocks of 64, of which a bit says that they are as the one before. */
const mostPerByte = 2048;

/** The size in a JPEG file's frame header and the orientation in its EXIF data, both before the first scan. */
export function readJpegHeader(bytes: Uint8Array): ImageHeader {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let orientation = 1;
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff)
      throw new ImageFileError(`JPEG: there is no marker at byte ${at}: the file is damaged`);
    if (marker === 0xff)
      at += 1; // a byte that fills up
    else if (isAlone(marker)) at += 2;
    else {
      const length = file.getUint16(at + 2, false);
      const segment = bytes.subarray(at + 4, at + 2 + length);
      if (length < 2 || segment.length < length - 2) break;
      if (isFrame(marker)) return { ...frameSize(segment, bytes.length), orientation };
      if (marker === startOfScan) break;
      if (marker === app1 && isExif(segment)) orientation = exifOrientation(segment.subarray(6));
      at += 2 + length;
    }
  }
  throw new ImageFileError("JPEG: there is no frame header before its end: the file is cut off");
}

function frameSize(segment: Uint8Array, fileBytes: number) {
  if (segment.length < 6) throw new ImageFileError("JPEG: its frame header is cut off");
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  const [height, width] = [view.getUint16(1, false), view.getUint16(3, false)];
  const [bits, components] = [view.getUint8(0), view.getUint8(5)];
  if (bits !== 8) throw new ImageFileError(`JPEG: its samples have ${bits} bits, expected 8`);
  if (components !== 1 && components !== 3)
    throw new ImageFileError(
      `JPEG: its pixels have ${components} components${components === 4 ? ", CMYK" : ""}, expected grey or colour: convert it to RGB`,
    );
  if (width * height > fileBytes * mostPerByte)
    throw new ImageFileError(
      `JPEG: ${fileBytes} bytes cannot hold ${width} x ${height} pixels: the file is cut off, or no picture`,
    );
  return { width, height };
}

const isExif = (segment: Uint8Array): boolean =>
  segment.length > 6 && String.fromCharCode(...segment.subarray(0, 6)) === "Exif\0\0";
