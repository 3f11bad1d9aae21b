import { checkLayout } from "./check-layout.ts";
import { SafetensorsError } from "./safetensors-error.ts";
import { LONGEST_HEADER, parseHeader, type SafetensorsHeader } from "./safetensors-header.ts";

/** Bytes in front of the header: its length, a little-endian integer of 64 bits. */
export const LENGTH_BYTES = 8;

/** The header's length, out of the first bytes of a file of `size`. */
export function headerLength(first: Uint8Array, size: number): number {
  if (size < LENGTH_BYTES)
    throw new SafetensorsError(`the file has ${size} bytes, expected at least ${LENGTH_BYTES}`);
  const view = new DataView(first.buffer, first.byteOffset, LENGTH_BYTES);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > LONGEST_HEADER)
    throw new SafetensorsError(
      `the header's length is ${length} bytes, expected at most ${LONGEST_HEADER}; is this a safetensors file?`,
    );
  if (length > size - LENGTH_BYTES)
    throw new SafetensorsError(
      `the header's length is ${length} bytes, but the file ends after ${size - LENGTH_BYTES}; is it complete?`,
    );
  return length;
}

/** What the bytes of a header say, compared with the number of bytes that follow it. */
export function readLayout(header: Uint8Array, dataLength: number): SafetensorsHeader {
  const layout = parseHeader(decodeText(header, "the header"));
  checkLayout(layout.entries, dataLength);
  return layout;
}

/** UTF-8 bytes as text; `called`: what an error calls them. */
export function decodeText(bytes: Uint8Array, called: string): string {
  try {
    // A copy: browsers decode no memory that threads share.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
  } catch {
    throw new SafetensorsError(`${called} is not UTF-8 text`);
  }
}
