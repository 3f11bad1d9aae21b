import { ImageFileError } from "../image-file-error.ts";
import { crc32 } from "./crc32.ts";

/** A part of a PNG file. */
export interface Chunk {
  /** "IHDR", "IDAT" */
  readonly name: string;
  readonly data: Uint8Array;
}

const signatureLength = 8;

/** The chunks of a PNG file up to IEND, each with the checksum that it says. */
export function readChunks(bytes: Uint8Array): Chunk[] {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let at = signatureLength; at + 12 <= bytes.length; ) {
    const length = file.getUint32(at, false);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + 8 + length;
    if (end + 4 > bytes.length)
      throw new ImageFileError(
        `PNG: chunk ${JSON.stringify(name)} says ${length} bytes, and ${bytes.length - at - 12} are left: the file is cut off`,
      );
    if (crc32(bytes.subarray(at + 4, end)) !== file.getUint32(end, false))
      throw new ImageFileError(
        `PNG: the checksum of chunk ${JSON.stringify(name)} is not that of its bytes: the file is damaged`,
      );
    chunks.push({ name, data: bytes.subarray(at + 8, end) });
    if (name === "IEND") return chunks;
    at = end + 4;
  }
  throw new ImageFileError("PNG: there is no IEND chunk: the file is cut off");
}
