import { ByteCursor, parseHead } from "../byte-cursor.ts";
import { type ByteSource, readRange } from "../byte-source.ts";
import { quote } from "../safetensors-error.ts";
import { op } from "./pickle-opcodes.ts";
import { TorchFileError, wrongTorchFile } from "./torch-file-error.ts";
import { torchGlobal } from "./torch-globals.ts";
import { LoadedStorage, StorageBook, type StorageId } from "./torch-storage.ts";
import { unpickle } from "./unpickle.ts";
import { LONGEST_PICKLE } from "./zip-file.ts";

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
const NO_TORCH_FILE =
  "it begins neither as a zip archive nor with PyTorch's magic number; is it a file of torch.save?";

/** Where a storage's numbers begin; known once all that stands before them has been read. */
interface Placed {
  readonly id: StorageId;
  offset: number | undefined;
}

/**
 * What a file of `torch.save` holds that PyTorch wrote before 1.6, or with `_use_new_zipfile_serialization=False`: pickles of
 * a magic number, a version, the machine, the value and the list of its storages, and the storages one after the other, each
 * behind the number of its elements.
 */
export async function readLegacyFile(
  source: ByteSource,
): Promise<{ value: unknown; size: number }> {
  const [first] = await readRange(source, 0, Math.min(1, source.size));
  if (first !== op.protocol) throw new TorchFileError(NO_TORCH_FILE);
  const limits = { longest: LONGEST_PICKLE, wrong: wrongTorchFile };
  const { value, keys, placed, end } = await parseHead(source, limits, (cursor) =>
    readPickles(cursor, source),
  );
  await placeStorages(source, end, keys, placed);
  return { value, size: end };
}

function readPickles(cursor: ByteCursor, source: ByteSource) {
  if (plain(cursor) !== MAGIC) throw new TorchFileError(NO_TORCH_FILE);
  const protocol = plain(cursor);
  if (protocol !== PROTOCOL)
    throw new TorchFileError(`its version is ${String(protocol)}, expected ${PROTOCOL}`);
  const machine = plain(cursor);
  if (!(machine instanceof Map) || machine.get("little_endian") !== true)
    throw new TorchFileError("its numbers are not little-endian; save it again on such a machine");
  const placed = new Map<string, Placed>();
  const storages = new StorageBook((id) => {
    const place: Placed = { id, offset: undefined };
    placed.set(id.key, place);
    return new LoadedStorage(id.stored, id.count, laterSource(source, place));
  });
  const value = unpickle(cursor, { global: torchGlobal, persistent: storages.find });
  const keys = plain(cursor);
  if (!Array.isArray(keys) || keys.length !== placed.size)
    throw new TorchFileError("the list of its storages does not fit its tensors");
  return { value, keys: keys as readonly unknown[], placed, end: cursor.position };
}

/** A pickle in which nothing outside is named. */
const plain = (cursor: ByteCursor): unknown =>
  unpickle(cursor, {
    global: torchGlobal,
    persistent: () => {
      throw new TorchFileError("a storage stands where none can be");
    },
  });

const laterSource = (source: ByteSource, place: Placed): ByteSource => ({
  size: place.id.bytes,
  read: (offset, length) => readRange(source, place.offset! + offset, length),
});

async function placeStorages(
  source: ByteSource,
  begin: number,
  keys: readonly unknown[],
  placed: ReadonlyMap<string, Placed>,
): Promise<void> {
  let at = begin;
  for (const key of keys) {
    const place = typeof key === "string" ? placed.get(key) : undefined;
    if (!place || place.offset !== undefined)
      throw new TorchFileError("the list of its storages does not fit its tensors");
    const { bytes, count } = place.id;
    if (at + 8 + bytes > source.size)
      throw new TorchFileError(
        `storage ${quote(place.id.key)} needs ${bytes} bytes from byte ${at + 8} on, and the file ends at ${source.size}; is it complete?`,
      );
    const said = new ByteCursor(await readRange(source, at, 8), wrongTorchFile).int64();
    if (said !== count)
      throw new TorchFileError(
        `storage ${quote(place.id.key)} is said to have ${said} elements and ${count}`,
      );
    place.offset = at + 8;
    at += 8 + bytes;
  }
}
