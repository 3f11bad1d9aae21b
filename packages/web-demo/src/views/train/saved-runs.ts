/** A run that this browser keeps, without its file. */
export interface SavedRun {
  readonly name: string;
  readonly step: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly bytes: number;
}

interface Stored extends SavedRun {
  readonly file: Uint8Array;
}

/** The name under which a run is kept each time that it stops, so that a reload loses nothing. */
export const LATEST = "(latest)";

const [DATABASE, STORE] = ["qkv-explorer", "runs"];

/** Runs in this browser's own store (IndexedDB): nothing leaves the machine. */
function store(): Promise<IDBDatabase> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "name" });
  return settled(opening);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within<T>(
  mode: IDBTransactionMode,
  body: (runs: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await store();
  try {
    return await settled(body(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

export async function saveRun(name: string, step: number, file: Uint8Array): Promise<void> {
  const stored: Stored = { name, step, savedAt: Date.now(), bytes: file.byteLength, file };
  await within("readwrite", (runs) => runs.put(stored));
}

/** The last first. */
export async function savedRuns(): Promise<readonly SavedRun[]> {
  const all: Stored[] = await within("readonly", (runs) => runs.getAll());
  return all
    .map(({ name, step, savedAt, bytes }) => ({ name, step, savedAt, bytes }))
    .sort((a, b) => b.savedAt - a.savedAt);
}

export async function savedFile(name: string): Promise<Uint8Array> {
  const found: Stored | undefined = await within("readonly", (runs) => runs.get(name));
  if (found) return found.file;
  throw new RangeError(`no run is saved as ${name}`);
}

export const forgetRun = async (name: string): Promise<void> => {
  await within("readwrite", (runs) => runs.delete(name));
};
