import { ByteCursor } from "../byte-cursor.ts";
import { type ByteSource, readRange } from "../byte-source.ts";
import { quote } from "../safetensors-error.ts";
import { TorchFileError, wrongTorchFile } from "./torch-file-error.ts";
import { torchGlobal } from "./torch-globals.ts";
import { LoadedStorage, StorageBook, type StorageId } from "./torch-storage.ts";
import { unpickle } from "./unpickle.ts";
import { readZipDirectory, type ZipEntry } from "./zip-directory.ts";
import { zipEntrySource } from "./zip-entry-source.ts";

/** A pickle of this size describes a hundred thousand tensors. */
export const LONGEST_PICKLE = 2 ** 26;

/**
 * What a file of `torch.save` holds since PyTorch 1.6: a zip archive of one folder, with data.pkl and an entry data/KEY for
 * each storage.
 */
export async function readZipFile(source: ByteSource): Promise<{ value: unknown; size: number }> {
  const entries = await readZipDirectory(source);
  const folder = folderOf(entries);
  await expectLittleEndian(source, entries.get(`${folder}byteorder`));
  const pickle = zipEntrySource(source, entries.get(`${folder}data.pkl`)!);
  if (pickle.size > LONGEST_PICKLE)
    throw new TorchFileError(
      `data.pkl has ${pickle.size} bytes, expected at most ${LONGEST_PICKLE}`,
    );
  const storages = new StorageBook((id) => {
    const name = `${folder}data/${id.key}`;
    const entry = entries.get(name);
    if (!entry) throw new TorchFileError(`the archive has no ${quote(name)}`);
    return storageIn(source, entry, id);
  });
  const bytes = await readRange(pickle, 0, pickle.size);
  const around = { global: torchGlobal, persistent: storages.find };
  return { value: unpickle(new ByteCursor(bytes, wrongTorchFile), around), size: pickle.size };
}

/** The folder in the archive, whose name PyTorch takes from the file's; "archive/". */
function folderOf(entries: ReadonlyMap<string, ZipEntry>): string {
  const found = [...entries.keys()].filter((name) => /(^|\/)data\.pkl$/.test(name));
  const [first] = found;
  if (first === undefined) throw new TorchFileError("the zip archive has no data.pkl");
  if (found.length > 1)
    throw new TorchFileError(`the zip archive has ${found.length} files data.pkl, expected one`);
  const folder = first.slice(0, -"data.pkl".length);
  if (entries.has(`${folder}constants.pkl`))
    throw new TorchFileError(
      "it is a program of TorchScript's (torch.jit.save), expected a state dict: torch.save(model.state_dict(), path)",
    );
  return folder;
}

async function expectLittleEndian(source: ByteSource, entry: ZipEntry | undefined): Promise<void> {
  if (!entry) return; // PyTorch before 2.1 did not say
  const order = zipEntrySource(source, entry);
  const said = order.size <= 16 ? String.fromCharCode(...(await order.read(0, order.size))) : "";
  if (said.trim() !== "little")
    throw new TorchFileError(
      `its numbers are ${quote(said)}-endian, expected "little"; save it again on a little-endian machine`,
    );
}

function storageIn(
  source: ByteSource,
  entry: ZipEntry,
  { key, stored, count, bytes }: StorageId,
): LoadedStorage {
  if (entry.size !== bytes)
    throw new TorchFileError(
      `storage ${quote(key)} has ${entry.size} bytes in the archive, and its ${count} elements (${stored}) need ${bytes}`,
    );
  return new LoadedStorage(stored, count, zipEntrySource(source, entry));
}
