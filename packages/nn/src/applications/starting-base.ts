import type { FileSource } from "../model-folder/file-source.ts";
import type { ModelFootprint } from "../model-folder/model-size.ts";
import { shapeOfConfig } from "../model-folder/shape-model.ts";
import type { Fields } from "../options/define-options.ts";
import type { ScoringOptions } from "../recipes/score.ts";
import { SettingsError } from "../recipes/settings-error.ts";
import { adaptedFootprint } from "./adapters.ts";
import type { ApplicationSettings, Base, BaseUse } from "./application.ts";
import { baseOf, describedBase, readBase } from "./base-model.ts";

/** How a model to start from is made, where none is named. */
export type Making = { readonly [Name in keyof ScoringOptions]: ScoringOptions[Name] | undefined };

interface StartingPoint<Data> {
  readonly data: Data;
  /** The folder that the setting `from` names. */
  readonly base?: FileSource | undefined;
  /** Of a run that goes on. */
  readonly stored?: { readonly folder: FileSource };
  readonly making?: Making;
}

/** The model that a run starts from. @throws SettingsError where the folder that the settings name is not there */
export async function startingBase<F extends Fields, Data>(
  use: BaseUse<F, Data> | undefined,
  settings: ApplicationSettings<F>,
  { data, base: folder, stored, making = {} }: StartingPoint<Data>,
): Promise<Base | undefined> {
  const { from = "" } = settings as { readonly from?: string };
  if (!use || (from === "" && !use.first)) return undefined;
  if (stored) return describedBase(stored.folder, use);
  const adapted = (base: Base): Base => use.adapt?.(base, settings) ?? base;
  if (from !== "") {
    if (folder) return adapted(await readBase(folder, use));
    throw new SettingsError(
      (nameOf) => `${nameOf("from")} is ${from}, but its folder was not given; expected its files`,
    );
  }
  const first = await use.first!(data, settings, definedOf(making));
  try {
    return adapted(await baseOf(first, use.kept));
  } finally {
    first.dispose();
  }
}

const definedOf = ({ signal, onProgress }: Making): ScoringOptions => ({
  ...(signal ? { signal } : {}),
  ...(onProgress ? { onProgress } : {}),
});

/** What a training weighs: with the model that it started from, where that is kept beside. */
export function footprintOf(config: object, settings: object, keeps: boolean): ModelFootprint {
  const { model, size } = shapeOfConfig(config);
  const learning = adaptedFootprint(model, settings, size);
  if (!keeps) return learning;
  const { memory } = learning;
  return { ...learning, memory: { ...memory, weights: 2 * memory.weights } };
}
