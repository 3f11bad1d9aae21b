import { type FileSource, isFileSource } from "../model-folder/file-source.ts";
import { filesInMemory } from "../model-folder/files-in-memory.ts";
import { pickedFiles } from "../model-folder/picked-files.ts";
import { describeValue } from "../options/describe-value.ts";

/** Where a published model lies: a path, what a page has picked, bytes by name, or any source of files. */
export type PretrainedSource =
  | string
  | FileSource
  | Iterable<File>
  | ReadonlyMap<string, Uint8Array>;

/** Turns a path into a source of files, where there is a disk. */
export type OpenPath = (path: string) => FileSource | Promise<FileSource>;

/** @throws TypeError for what is no such place */
export async function sourceOf(given: PretrainedSource, openPath: OpenPath): Promise<FileSource> {
  if (typeof given === "string") return openPath(given);
  if (given instanceof Map) return filesInMemory(given);
  if (isFileSource(given)) return given;
  if (typeof given === "object" && given !== null && Symbol.iterator in given)
    return pickedFiles(given as Iterable<File>);
  throw new TypeError(
    `fromPretrained: source is ${describeValue(given)}, expected a folder's path, a list of File, a Map of bytes by name or a file source`,
  );
}
