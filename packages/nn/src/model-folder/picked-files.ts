import { type FileSource, fileIn } from "./file-source.ts";
import { expectSize, missing } from "./files-in-memory.ts";

/**
 * What `<input type="file" webkitdirectory multiple>` gives, or files dropped on a page: files of one folder, or single
 * ones. Files of folders within it are left alone.
 */
export function pickedFiles(files: Iterable<File>): FileSource {
  const byName = new Map<string, File>();
  let name = "";
  for (const file of files) {
    const parts = file.webkitRelativePath.split("/"); // "" for a file that was picked alone
    if (parts.length > 2) continue;
    if (parts.length === 2) name = parts[0]!;
    byName.set(file.name, file);
  }
  const source: FileSource = {
    name,
    has: async (file) => byName.has(file),
    async read(file, { maxBytes = Number.POSITIVE_INFINITY } = {}) {
      const picked = byName.get(file);
      if (!picked) throw missing(fileIn(source, file), [...byName.keys()]);
      expectSize(fileIn(source, file), picked.size, maxBytes);
      return new Uint8Array(await picked.arrayBuffer());
    },
  };
  return source;
}
