import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { DataFiles } from "../applications/data-files.ts";
import { expectText } from "../options/expect-argument.ts";
import { unreadable } from "./open-file.ts";
import { readBytes } from "./read-bytes.ts";

/** More files than any folder of data has that is read here. */
const MOST_FILES = 1_000_000;

/**
 * A file, or all files of a folder and its folders, to learn from; names that begin with a dot are left out.
 *
 * @throws FileReadError for a path that cannot be read
 */
export async function dataOnDisk(path: string): Promise<DataFiles> {
  expectText("dataOnDisk", "path", path);
  const source = resolve(path);
  const status = await stat(source).catch((cause) => {
    throw unreadable(source, cause);
  });
  const folder = status.isDirectory() ? source : dirname(source);
  const names = status.isDirectory() ? await filesIn(folder) : [basename(source)];
  return {
    ...{ source, names },
    read: (name, options = {}) => readBytes(join(folder, name), options),
  };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(folder, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join("/"),
    )
    .filter((name) => !name.split("/").some((part) => part.startsWith(".")));
  if (paths.length > MOST_FILES)
    throw new RangeError(`${folder} has ${paths.length} files, expected at most ${MOST_FILES}`);
  return paths.sort();
}
