import { ByteCursor } from "../byte-cursor.ts";
import { type ByteSource, readRange } from "../byte-source.ts";
import { quote } from "../safetensors-error.ts";
import { TorchFileError, wrongTorchFile } from "./torch-file-error.ts";
import type { ZipEntry } from "./zip-directory.ts";

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
/** Deflate shrinks numbers that say something by a tenth, and a pickle to a tenth. */
const HIGHEST_RATIO = 100;
/** What is believed of any ratio. */
const HARMLESS = 2 ** 20;

/**
 * The contents of a file in a zip archive. Nothing is read before something is asked for. PyTorch stores files as they are;
 * what other programs have deflated is inflated whole, and never beyond the size that the directory gives.
 *
 * @throws TorchFileError for one that is packed otherwise, or grows beyond what data do
 */
export function zipEntrySource(archive: ByteSource, entry: ZipEntry): ByteSource {
  const { name, method, packedSize, size } = entry;
  if (method !== STORED && method !== DEFLATED)
    throw new TorchFileError(
      `${quote(name)} is packed by method ${method} of zip, expected 0 (stored) or 8 (deflated)`,
    );
  if (method === STORED && packedSize !== size)
    throw new TorchFileError(
      `${quote(name)} is stored in ${packedSize} bytes and said to have ${size}`,
    );
  if (size > HARMLESS && size > HIGHEST_RATIO * packedSize)
    throw new TorchFileError(
      `${quote(name)} would grow from ${packedSize} bytes to ${size}, more than data do`,
    );
  let start: number | undefined;
  const begin = async () => {
    start ??= await dataStart(archive, entry);
    return start;
  };
  return {
    size,
    async read(offset, length) {
      if (method === STORED) return readRange(archive, (await begin()) + offset, length);
      const packed = await readRange(archive, await begin(), packedSize);
      return (await inflate(packed, entry)).subarray(offset, offset + length);
    },
  };
}

/** Behind the local header, whose name and extra field have lengths of their own. */
async function dataStart(
  archive: ByteSource,
  { name, header, packedSize }: ZipEntry,
): Promise<number> {
  const length = Math.min(LOCAL_BYTES, archive.size - header);
  const cursor = new ByteCursor(await readRange(archive, header, length), wrongTorchFile);
  if (cursor.uint32() !== LOCAL)
    throw new TorchFileError(`${quote(name)} is not where the zip directory says`);
  cursor.bytes(22);
  const start = header + LOCAL_BYTES + cursor.uint16() + cursor.uint16();
  if (start + packedSize > archive.size)
    throw new TorchFileError(`${quote(name)} reaches beyond the end of the file`);
  return start;
}

async function inflate(packed: Uint8Array, { name, size }: ZipEntry): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(packed)])
    .stream()
    .pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.getReader();
  const bytes = new Uint8Array(size);
  let filled = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const { value } = part;
      if (filled + value.length > size)
        throw new TorchFileError(`${quote(name)} has more than the ${size} bytes that are said`);
      bytes.set(value, filled);
      filled += value.length;
    }
  } catch (cause) {
    await reader.cancel().catch(() => {});
    if (cause instanceof TorchFileError) throw cause;
    throw new TorchFileError(`${quote(name)} cannot be inflated`, { cause });
  }
  if (filled < size)
    throw new TorchFileError(`${quote(name)} has ${filled} of the ${size} bytes that are said`);
  return bytes;
}
