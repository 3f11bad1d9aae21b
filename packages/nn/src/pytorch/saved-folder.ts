import type { FileSource } from "../model-folder/file-source.ts";
import { pytorchFiles } from "./file-names.ts";

/** How files of a saving are called until all of them are written: the last of them is run.json. */
const pending = ".new";

/**
 * A folder as the last whole saving of train_torch.py left it: where all files of one lay beside the old ones, and a kill
 * came before they had taken their names, these are its files.
 */
export async function lastSaving(source: FileSource): Promise<FileSource> {
  if (!(await source.has(pytorchFiles.run + pending))) return source;
  const nameOf = async (file: string): Promise<string> =>
    (await source.has(file + pending)) ? file + pending : file;
  return {
    ...source,
    has: (file) => source.has(file),
    read: async (file, options) => source.read(await nameOf(file), options),
    open: async (file) => source.open(await nameOf(file)),
  };
}
