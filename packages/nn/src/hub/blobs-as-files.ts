import { type FileSource, fileIn, namesIn, opened } from "../model-folder/file-source.ts";
import { expectSize, missing } from "../model-folder/files-in-memory.ts";
import { blobSource } from "../weights/byte-source.ts";

/** Files that are found by name when they are asked for. */
export function filesByName(
  name: string,
  files: ReadonlyMap<string, () => Promise<File>>,
): FileSource {
  const find = (file: string): Promise<File> => {
    const found = files.get(file);
    if (found) return found();
    throw missing(fileIn(source, file), [...files.keys()]);
  };
  const source: FileSource = {
    name,
    has: async (file) => files.has(file),
    list: async (folder) => namesIn(folder, files.keys()),
    async read(file, { maxBytes = Number.POSITIVE_INFINITY } = {}) {
      const found = await find(file);
      expectSize(fileIn(source, file), found.size, maxBytes);
      return new Uint8Array(await found.arrayBuffer());
    },
    open: async (file) => opened(blobSource(await find(file))),
  };
  return source;
}
