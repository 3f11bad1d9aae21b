import { ByteCursor } from "../byte-cursor.ts";
import { type ByteSource, readRange } from "../byte-source.ts";
import { quote } from "../safetensors-error.ts";
import { TorchFileError, wrongTorchFile } from "./torch-file-error.ts";

/** A file in a zip archive, as the archive's directory describes it; not yet compared with what lies at `header`. */
export interface ZipEntry {
  readonly name: string;
  /** 0: as it is; 8: deflated. */
  readonly method: number;
  /** Bytes in the archive, and of the file itself. */
  readonly packedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly header: number;
}

export const isZip = (first: Uint8Array): boolean =>
  first[0] === 0x50 && first[1] === 0x4b && first[2] === 3 && first[3] === 4;

const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const LONGEST_DIRECTORY = 2 ** 26;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_BYTES = 20;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
/** A field of 32 bits that stands for one of 64 elsewhere. */
const ELSEWHERE = 0xffffffff;

/**
 * The files in a zip archive by name, from the directory at its end (APPNOTE.TXT 4.3, with the 64-bit records that PyTorch
 * writes). Nothing is believed that reaches beyond the archive.
 *
 * @throws TorchFileError
 */
export async function readZipDirectory(source: ByteSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const { count, size, offset } = await directoryPlace(source);
  if (size > LONGEST_DIRECTORY || offset + size > source.size || count * ENTRY_BYTES > size)
    throw new TorchFileError(
      `the zip directory is said to have ${count} entries in ${size} bytes at byte ${offset} of ${source.size}, which cannot be`,
    );
  const cursor = new ByteCursor(await readRange(source, offset, size), wrongTorchFile);
  const entries = new Map<string, ZipEntry>();
  for (let i = 0; i < count; i++) {
    const entry = readEntry(cursor);
    if (entries.has(entry.name))
      throw new TorchFileError(`the zip directory has ${quote(entry.name)} twice`);
    if (entry.header + entry.packedSize > source.size)
      throw new TorchFileError(
        `${quote(entry.name)} is said to have ${entry.packedSize} bytes from byte ${entry.header} on, and the file ends at ${source.size}`,
      );
    entries.set(entry.name, entry);
  }
  return entries;
}

interface DirectoryPlace {
  readonly count: number;
  readonly size: number;
  readonly offset: number;
}

async function directoryPlace(source: ByteSource): Promise<DirectoryPlace> {
  const length = Math.min(source.size, END_BYTES + LONGEST_COMMENT);
  const start = source.size - length;
  const tail = await readRange(source, start, length);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  let at = length - END_BYTES;
  while (at >= 0 && view.getUint32(at, true) !== END) at--;
  if (at < 0)
    throw new TorchFileError("the zip archive has no directory at its end; is the file complete?");
  const found = {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
  };
  const isElsewhere =
    found.count === 0xffff || found.size === ELSEWHERE || found.offset === ELSEWHERE;
  return isElsewhere ? await directoryPlace64(source, start + at) : found;
}

async function directoryPlace64(source: ByteSource, end: number): Promise<DirectoryPlace> {
  const begin = end - LOCATOR_BYTES;
  if (begin < 0) throw new TorchFileError("the zip archive has no 64-bit end record");
  const locator = new ByteCursor(await readRange(source, begin, LOCATOR_BYTES), wrongTorchFile);
  if (locator.uint32() !== LOCATOR_64)
    throw new TorchFileError("the zip archive has no 64-bit end record");
  locator.bytes(4);
  const at = locator.count64("the place of the 64-bit end record");
  const length = 56;
  if (at + length > source.size)
    throw new TorchFileError(`the 64-bit end record lies at byte ${at} of ${source.size}`);
  const record = new ByteCursor(await readRange(source, at, length), wrongTorchFile);
  if (record.uint32() !== END_64)
    throw new TorchFileError(`at byte ${at} stands no 64-bit end record of a zip archive`);
  record.bytes(28);
  const count = record.count64("the number of zip entries");
  const size = record.count64("the size of the zip directory");
  return { count, size, offset: record.count64("the place of the zip directory") };
}

function readEntry(cursor: ByteCursor): ZipEntry {
  if (cursor.uint32() !== ENTRY)
    throw new TorchFileError("the zip directory has an entry that does not begin as one");
  cursor.bytes(4);
  const flags = cursor.uint16();
  const method = cursor.uint16();
  cursor.bytes(8);
  const sizes = { packedSize: cursor.uint32(), size: cursor.uint32(), header: 0 };
  const [nameLength, extraLength, commentLength] = [
    cursor.uint16(),
    cursor.uint16(),
    cursor.uint16(),
  ];
  cursor.bytes(8);
  sizes.header = cursor.uint32();
  const name = cursor.text(nameLength, "the name of a zip entry");
  const extra = new ByteCursor(cursor.bytes(extraLength), wrongTorchFile);
  cursor.bytes(commentLength);
  if (flags & 1) throw new TorchFileError(`${quote(name)} is encrypted`);
  readSizes64(extra, sizes);
  return { name, method, ...sizes };
}

/** Sizes that do not fit 32 bits stand in an extra field, in this order, those alone that are missing. */
function readSizes64(
  extra: ByteCursor,
  sizes: { packedSize: number; size: number; header: number },
): void {
  while (extra.rest >= 4) {
    const kind = extra.uint16();
    const field = new ByteCursor(extra.bytes(extra.uint16()), wrongTorchFile);
    if (kind !== 1) continue;
    for (const name of ["size", "packedSize", "header"] as const)
      if (sizes[name] === ELSEWHERE) sizes[name] = field.count64(`the ${name} of a zip entry`);
  }
}
