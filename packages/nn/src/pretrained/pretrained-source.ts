import type { DownloadModelOptions } from "../hub/hub-functions.ts";
import { type FileSource, isFileSource } from "../model-folder/file-source.ts";
import { filesInMemory } from "../model-folder/files-in-memory.ts";
import { pickedFiles } from "../model-folder/picked-files.ts";
import { describeValue } from "../options/describe-value.ts";
import { oneFileAmong, oneFileModel } from "./one-file-model.ts";

/** Where a published model lies: a path or a name on the hub, what a page has picked, bytes by name, or any source of files. */
export type PretrainedSource =
  | string
  | FileSource
  | Iterable<File>
  | ReadonlyMap<string, Uint8Array>;

/** How a name on the hub is looked up. */
export type LookUp = DownloadModelOptions;

/** Turns a path, where there is a disk, or a name on the hub into a source of files. */
export type OpenPath = (path: string, lookUp: LookUp) => Promise<FileSource>;

/** @throws TypeError for what is no such place */
export async function sourceOf(
  given: PretrainedSource,
  openPath: OpenPath,
  lookUp: LookUp,
): Promise<FileSource> {
  if (typeof given === "string") return openPath(given, lookUp);
  if (given instanceof Map) return whole(filesInMemory(given), [...given.keys()]);
  if (isFileSource(given)) return given;
  if (typeof given === "object" && given !== null && Symbol.iterator in given) {
    const files = [...(given as Iterable<File>)];
    const source = pickedFiles(files);
    return whole(
      source,
      files.map(({ name }) => name),
    );
  }
  throw new TypeError(
    `fromPretrained: source is ${describeValue(given)}, expected a folder's path, a name on the hub, a list of File, a Map of bytes by name or a file source`,
  );
}

/** The files, or the model that one of them holds. */
async function whole(source: FileSource, names: readonly string[]): Promise<FileSource> {
  const file = oneFileAmong(names);
  return file === undefined ? source : oneFileModel(source, file);
}
