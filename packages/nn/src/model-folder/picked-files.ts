import { expectIterable, expectObject } from "../options/expect-argument.ts";
import { blobSource } from "../weights/byte-source.ts";
import { type FileSource, fileIn, namesIn, opened } from "./file-source.ts";
import { expectSize, missing } from "./files-in-memory.ts";

/**
 * What `<input type="file" webkitdirectory multiple>` gives, or files dropped on a page: files of one folder, or single
 * ones. Files of folders within it have the folder's name before theirs.
 */
export function pickedFiles(files: Iterable<File>): FileSource {
  expectIterable("pickedFiles", "files", files);
  const byName = new Map<string, File>();
  let name = "";
  for (const file of files) {
    expectObject("pickedFiles", "a file", file, "a File", "name", "webkitRelativePath");
    const parts = file.webkitRelativePath.split("/"); // "" for a file that was picked alone
    if (parts.length > 1) name = parts[0]!;
    byName.set(parts.slice(1).join("/") || file.name, file);
  }
  const fileOf = (file: string): File => {
    const picked = byName.get(file);
    if (picked) return picked;
    throw missing(fileIn(source, file), [...byName.keys()]);
  };
  const source: FileSource = {
    name,
    has: async (file) => byName.has(file),
    list: async (folder) => namesIn(folder, byName.keys()),
    async read(file, { maxBytes = Number.POSITIVE_INFINITY } = {}) {
      const picked = fileOf(file);
      expectSize(fileIn(source, file), picked.size, maxBytes);
      return new Uint8Array(await picked.arrayBuffer());
    },
    open: async (file) => opened(blobSource(fileOf(file))),
  };
  return source;
}
