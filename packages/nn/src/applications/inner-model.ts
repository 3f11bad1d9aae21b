import { fileNames } from "../model-folder/file-names.ts";
import type { FileSource } from "../model-folder/file-source.ts";
import { readJson } from "../model-folder/read-json.ts";
import type { Model } from "../models/roles.ts";
import { SettingsError } from "../recipes/settings-error.ts";
import type { Base, InnerModel } from "./application.ts";

/** The folder that a setting names, as it names it; undefined where it names none. */
export const namedFolder = (settings: object, setting: string): string | undefined =>
  (settings as Readonly<Record<string, string | undefined>>)[setting] || undefined;

/** The model that a run's own has inside; of a run that goes on without weights, which its checkpoint has. @throws SettingsError */
export async function innerBase<M extends Model>(
  { setting, read }: InnerModel<M>,
  settings: object,
  {
    base: folder,
    stored,
  }: {
    readonly base?: FileSource | undefined;
    readonly stored?: { readonly folder: FileSource };
  },
): Promise<Base | undefined> {
  const path = namedFolder(settings, setting);
  if (path === undefined) return undefined;
  if (stored) {
    const config = Object(await readJson(stored.folder, fileNames.config)) as object;
    return { config, files: new Map(), weights: undefined };
  }
  if (folder) return read(folder);
  throw new SettingsError(
    (nameOf) => `${nameOf(setting)} is ${path}, but its folder was not given; expected its files`,
  );
}
