import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { FileSource } from "../model-folder/file-source.ts";
import { expectText } from "../options/expect-argument.ts";
import { openFile } from "./open-file.ts";
import { readBytes } from "./read-bytes.ts";

/** A folder on a disk. What cannot be read is a FileReadError that names the path. */
export const folderOnDisk = (path: string): FileSource => {
  expectText("folderOnDisk", "path", path);
  return {
    name: path.replace(/(?<=.)[/\\]+$/, ""),
    has: (file) =>
      access(join(path, file)).then(
        () => true,
        () => false,
      ),
    read: (file, options) => readBytes(join(path, file), options),
    open: (file) => openFile(join(path, file)),
    list: (folder) => readdir(join(path, folder)).catch(() => []),
  };
};
