/** What is used of a FileSystemDirectoryHandle. */
export interface Folder {
  getDirectoryHandle(name: string, options?: { readonly create?: boolean }): Promise<Folder>;
  getFileHandle(name: string, options?: { readonly create?: boolean }): Promise<StoredFile>;
  removeEntry(name: string, options?: { readonly recursive?: boolean }): Promise<void>;
  keys(): AsyncIterable<string>;
}

/** What is used of a FileSystemFileHandle. */
export interface StoredFile {
  getFile(): Promise<File>;
  createWritable(options?: { readonly keepExistingData?: boolean }): Promise<Writable>;
  /** To another name in its folder; not every browser has it. */
  move?(name: string): Promise<void>;
}

/** What is used of a FileSystemWritableFileStream; what is written is there once it is closed. */
export interface Writable {
  write(data: Uint8Array<ArrayBuffer> | string): Promise<void>;
  seek(position: number): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}

/** The folder at a path, made where it is missing. */
export async function folderIn(root: Folder, path: readonly string[]): Promise<Folder> {
  let folder = root;
  for (const name of path) folder = await folder.getDirectoryHandle(name, { create: true });
  return folder;
}

/** The folder at a path; undefined where it is missing. */
export async function existing(root: Folder, path: readonly string[]): Promise<Folder | undefined> {
  let folder: Folder | undefined = root;
  for (const name of path) folder = await folder?.getDirectoryHandle(name).catch(() => undefined);
  return folder;
}

export async function namesIn(folder: Folder | undefined): Promise<readonly string[]> {
  const names: string[] = [];
  if (folder) for await (const name of folder.keys()) names.push(name);
  return names.sort();
}

export async function readText(
  folder: Folder | undefined,
  name: string,
): Promise<string | undefined> {
  const file = await folder?.getFileHandle(name).catch(() => undefined);
  return (await file?.getFile())?.text();
}

/** All of it or, when that fails, what was there before. */
export async function writeText(folder: Folder, name: string, text: string): Promise<void> {
  const file = await folder.getFileHandle(name, { create: true });
  const writable = await file.createWritable();
  await writable.write(text);
  await writable.close();
}
