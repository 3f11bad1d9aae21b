import { expectObject } from "../options/expect-argument.ts";
import type { PieceMemory } from "./piece-memory.ts";

/** Bytes of which parts can be read: a file, a download, an array. */
export interface ByteSource {
  /** Number of bytes. */
  readonly size: number;
  /** The `length` bytes from `offset` on, all of them; only read, never changed, for they may be the source's own memory. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** The same into memory of the caller's; of sources that have to copy. */
  readInto?(offset: number, target: Uint8Array): Promise<void>;
}

/** Thrown when a source does not give the bytes it was asked for. */
export class ByteSourceError extends Error {
  override readonly name = "ByteSourceError";
}

/** Bytes in memory; reads are views on them. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  expectObject("bytesSource", "bytes", bytes, "a Uint8Array", "subarray", "byteLength");
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** A Blob, such as a File that somebody has chosen in a page. */
export function blobSource(blob: Blob): ByteSource {
  expectObject("blobSource", "blob", blob, "a Blob", "size", "slice");
  return {
    size: blob.size,
    read: async (offset, length) =>
      new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  };
}

/** The bytes of a range, looked after: a source of somebody else's may give fewer. They may lie in `memory`. */
export async function readRange(
  source: ByteSource,
  offset: number,
  length: number,
  memory?: PieceMemory,
): Promise<Uint8Array> {
  if (offset + length > source.size)
    throw new ByteSourceError(
      `bytes ${offset} to ${offset + length} were wanted, but there are ${source.size}`,
    );
  if (memory && source.readInto) {
    const target = memory.bytes(length);
    await source.readInto(offset, target);
    return target;
  }
  const bytes = await source.read(offset, length);
  if (bytes.length !== length)
    throw new ByteSourceError(
      `bytes ${offset} to ${offset + length} were wanted, and ${bytes.length} came, expected ${length}`,
    );
  return bytes;
}
