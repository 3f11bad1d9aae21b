import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { HubError } from "../hub/hub-error.ts";
import { isModelName } from "../hub/hub-names.ts";
import type { FileSource } from "../model-folder/file-source.ts";
import { pretrainedFrom } from "../pretrained/from-pretrained.ts";
import { oneFileAmong, oneFileModel } from "../pretrained/one-file-model.ts";
import type { LookUp } from "../pretrained/pretrained-source.ts";
import { folderOnDisk } from "./folder-on-disk.ts";
import { downloadModel } from "./hub/hub.ts";

/** As the one for browsers; text is the path of a folder or file, or where there is none of that path, a name on the hub. */
export const fromPretrained = pretrainedFrom(openPath);

async function openPath(path: string, lookUp: LookUp): Promise<FileSource> {
  const found = await stat(path).catch(() => undefined);
  const file = basename(path);
  if (found?.isFile() && oneFileAmong([file]) !== undefined)
    return oneFileModel(folderOnDisk(dirname(path)), file);
  if (found || !isModelName(path)) return folderOnDisk(path);
  try {
    return (await downloadModel(path, lookUp)).source;
  } catch (error) {
    if (error instanceof HubError) error.message += "; nor is there a folder of this path";
    throw error;
  }
}
