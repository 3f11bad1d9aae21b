import { expectObject, expectText } from "../options/expect-argument.ts";
import { bytesSource } from "../weights/byte-source.ts";
import { type FileSource, fileIn, namesIn, opened } from "./file-source.ts";
import { ModelFolderError } from "./model-folder-error.ts";

/** Files by name, such as those that `modelFolderFiles` gives. `name` stands before theirs in messages. */
export function filesInMemory(
  files: ReadonlyMap<string, Uint8Array> | Readonly<Record<string, Uint8Array>>,
  name = "",
): FileSource {
  expectObject("filesInMemory", "files", files, "a Map of bytes by name, or an object");
  expectText("filesInMemory", "name", name);
  const byName: ReadonlyMap<string, Uint8Array> =
    files instanceof Map ? files : new Map(Object.entries(files));
  const bytesOf = (file: string): Uint8Array => {
    const bytes = byName.get(file);
    if (bytes) return bytes;
    throw missing(fileIn(source, file), [...byName.keys()]);
  };
  const source: FileSource = {
    name,
    has: async (file) => byName.has(file),
    list: async (folder) => namesIn(folder, byName.keys()),
    async read(file, { maxBytes = Number.POSITIVE_INFINITY } = {}) {
      const bytes = bytesOf(file);
      expectSize(fileIn(source, file), bytes.length, maxBytes);
      return bytes;
    },
    open: async (file) => opened(bytesSource(bytesOf(file))),
  };
  return source;
}

/** A file is not there; what is there may tell that it is the wrong folder. */
export function missing(file: string, there: readonly string[]): ModelFolderError {
  const some = there.slice(0, 5).join(", ");
  return new ModelFolderError(
    `${file}: there is no such file, but ${some === "" ? "nothing" : `${some}${there.length > 5 ? ", …" : ""}`}`,
    { file },
  );
}

export function expectSize(file: string, bytes: number, maxBytes: number): void {
  if (bytes > maxBytes)
    throw new ModelFolderError(`${file} has ${bytes} bytes, expected at most ${maxBytes}`, {
      file,
    });
}
