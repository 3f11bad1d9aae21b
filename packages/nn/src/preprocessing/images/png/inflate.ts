import { ImageFileError } from "../image-file-error.ts";

/** No byte of deflated data stands for more. */
const mostPerByte = 1032;

/**
 * The first `length` bytes that zlib data in parts stand for, by the platform's own DecompressionStream. What follows them
 * is not decompressed.
 */
export async function inflate(parts: readonly Uint8Array[], length: number): Promise<Uint8Array> {
  const stored = parts.reduce((sum, part) => sum + part.length, 0);
  if (length > (stored + 1) * mostPerByte)
    throw new ImageFileError(
      `PNG: ${stored} bytes of data cannot hold its ${length} bytes of pixels: the file is cut off, or no picture`,
    );
  const result = new Uint8Array(length);
  const reader = new Blob([...parts] as BlobPart[])
    .stream()
    .pipeThrough(new DecompressionStream("deflate"))
    .getReader();
  let filled = 0;
  try {
    while (filled < length) {
      const { done, value } = await reader.read();
      if (done) break;
      const rest = length - filled;
      result.set(value.length > rest ? value.subarray(0, rest) : value, filled);
      filled += Math.min(value.length, rest);
    }
  } catch (cause) {
    throw new ImageFileError("PNG: its data are damaged or cut off", { cause });
  }
  if (filled < length)
    throw new ImageFileError(
      `PNG: its data end after ${filled} bytes of ${length}: the file is cut off`,
    );
  reader.cancel().catch(() => {}); // what comes behind the pixels is nobody's
  return result;
}
