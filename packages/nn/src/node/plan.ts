import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { HubError } from "../hub/hub-error.ts";
import { bytesOfFiles } from "../hub/hub-functions.ts";
import { isModelName } from "../hub/hub-names.ts";
import type { FileSource } from "../model-folder/file-source.ts";
import { oneFileAmong, oneFileModel } from "../pretrained/one-file-model.ts";
import { type Described, planWith } from "../pretrained/plan-source.ts";
import { folderOnDisk } from "./folder-on-disk.ts";
import { describeModel } from "./hub/hub.ts";

/** As the one for browsers; text is the path of a folder, its config.json or a file, or else a name on the hub. */
export const plan = planWith(describedAt);

async function describedAt(...[path, lookUp]: Parameters<Described>): ReturnType<Described> {
  const found = await stat(path).catch(() => undefined);
  const file = basename(path);
  if (file.endsWith(".json")) return { source: asConfig(folderOnDisk(dirname(path)), file) };
  if (found?.isFile() && oneFileAmong([file]) !== undefined)
    return { source: await oneFileModel(folderOnDisk(dirname(path)), file) };
  if (found || !isModelName(path)) return { source: folderOnDisk(path) };
  try {
    const { source, files } = await describeModel(path, lookUp);
    return { source, download: bytesOfFiles(files) };
  } catch (error) {
    if (error instanceof HubError) error.message += "; nor is there a folder of this path";
    throw error;
  }
}

/** A folder in which a file of another name stands for config.json. */
function asConfig(folder: FileSource, file: string): FileSource {
  if (file === "config.json") return folder;
  const named = (name: string): string => (name === "config.json" ? file : name);
  return {
    name: folder.name,
    has: (name) => folder.has(named(name)),
    read: (name, options) => folder.read(named(name), options),
    open: (name) => folder.open(named(name)),
  };
}
