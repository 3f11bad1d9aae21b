import type { ByteSource } from "../byte-source.ts";
import { quote } from "../safetensors-error.ts";
import { KnownType } from "./known-names.ts";
import { decodingOf, storageName, storedTypeOf } from "./storage-types.ts";
import { TorchFileError } from "./torch-file-error.ts";
import type { TorchStorage } from "./torch-tensor.ts";

/** A storage of a file, whose bytes are read when a tensor is. */
export class LoadedStorage implements TorchStorage {
  readonly stored: string;
  readonly count: number;
  readonly source: ByteSource;

  constructor(stored: string, count: number, source: ByteSource) {
    this.stored = stored;
    this.count = count;
    this.source = source;
  }

  /** The same bytes as elements of another type. */
  as(stored: string): LoadedStorage {
    const bytes = this.count * decodingOf(this.stored).bytes;
    return new LoadedStorage(stored, Math.floor(bytes / decodingOf(stored).bytes), this.source);
  }
}

export const isTorchStorage = (value: unknown): value is LoadedStorage =>
  value instanceof LoadedStorage;

/** What the persistent id of a storage says: ("storage", torch.FloatStorage, "0", "cpu", 24). */
export interface StorageId {
  readonly key: string;
  readonly stored: string;
  /** Elements. */
  readonly count: number;
  readonly bytes: number;
}

/** @throws TorchFileError for an id of another form, and sizes that are none */
function readStorageId(id: unknown): StorageId {
  const [kind, type, key, location, count, view] = Array.isArray(id) ? id : [];
  if (kind !== "storage" || !(type instanceof KnownType) || typeof location !== "string")
    throw new TorchFileError("a persistent id is none of a storage");
  if (typeof key !== "string") throw new TorchFileError("a storage has no key");
  const name = storageName(type.path);
  const stored = name === undefined ? undefined : storedTypeOf(name);
  if (stored === undefined) throw new TorchFileError(`${type.path} is no class of storages`);
  if (view !== undefined && view !== null)
    throw new TorchFileError(
      `storage ${quote(key)} is a view on another, as PyTorch before 0.4 wrote; save it again with a later one`,
    );
  if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 0)
    throw new TorchFileError(
      `storage ${quote(key)} is said to have ${String(count)} elements, expected a number from 0 on`,
    );
  return { key, stored, count, bytes: count * decodingOf(stored).bytes };
}

/** Storages by key, each made once; under one key no other type or size may follow. */
export class StorageBook {
  readonly #storages = new Map<string, LoadedStorage>();
  readonly #make: (id: StorageId) => LoadedStorage;

  constructor(make: (id: StorageId) => LoadedStorage) {
    this.#make = make;
  }

  readonly find = (persistentId: unknown): LoadedStorage => {
    const id = readStorageId(persistentId);
    const known = this.#storages.get(id.key);
    if (known?.stored === id.stored && known.count === id.count) return known;
    if (known)
      throw new TorchFileError(`storage ${quote(id.key)} is said to be of two types or sizes`);
    const made = this.#make(id);
    this.#storages.set(id.key, made);
    return made;
  };
}
