import { fileNames } from "../model-folder/file-names.ts";
import { type FileSource, fileIn } from "../model-folder/file-source.ts";
import { JsonFields } from "../model-folder/json-fields.ts";
import type { DataRecord } from "../model-folder/model-description.ts";
import { ModelFolderError } from "../model-folder/model-folder-error.ts";
import { readJson } from "../model-folder/read-json.ts";
import { readTraining } from "../model-folder/read-training.ts";
import type { Fields, OptionTable } from "../options/define-options.ts";
import { OptionError } from "../options/option-error.ts";
import { ChangedSettingError, SettingsError } from "../recipes/settings-error.ts";
import { expectRates } from "../recipes/settle-settings.ts";
import type {
  ApplicationFields,
  ApplicationSettings,
  GivenApplicationSettings,
  Preset,
} from "./application.ts";

/** Which settings an application has, and where they start from. */
export interface ApplicationTable<F extends Fields> {
  readonly name: string;
  readonly options: OptionTable<ApplicationFields<F>>;
  readonly presets: Readonly<Record<string, Preset<F>>>;
}

/** Settings of a run, and the data that it learns from, out of its folder. */
export interface StoredApplication<F extends Fields> {
  readonly settings: ApplicationSettings<F>;
  readonly data: DataRecord;
  /** The folder, for messages. */
  readonly folder: FileSource;
}

/** Settings of a new run: those of the preset, and those given above them. @throws SettingsError */
export function newSettings<F extends Fields>(
  { name, options, presets }: ApplicationTable<F>,
  given: GivenApplicationSettings<F>,
): ApplicationSettings<F> {
  const asked: Given = given;
  const preset = asked.preset ?? Object.keys(presets)[0]!;
  const chosen = Object.hasOwn(presets, preset) ? presets[preset] : undefined;
  if (!chosen)
    throw new SettingsError(
      (nameOf) =>
        `${nameOf("preset")} is ${preset}, which is none of ${name}; expected ${Object.keys(presets).join(", ")}`,
    );
  const usual: Given = chosen.settings;
  const steps = asked.steps ?? usual.steps!;
  // What the preset says of rates and warm-up fits its own rate and length.
  const fitted = {
    minLr: asked.lr === undefined || usual.minLr === 0 ? usual.minLr : asked.lr / 10,
    warmup: Math.min(usual.warmup!, Math.floor(steps / 10)),
  };
  return checked({ name, options }, { ...chosen.settings, ...fitted, ...definedOf(given), preset });
}

interface Given {
  readonly preset?: string | undefined;
  readonly steps?: number | undefined;
  readonly lr?: number | undefined;
  readonly minLr?: number | undefined;
  readonly warmup?: number | undefined;
}

const definedOf = (given: object): object =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

/** Settings that a run may be given others of when it goes on. */
const changeable: ReadonlySet<string> = new Set([
  ...["steps", "evalEvery", "evalBatches", "sampleEvery", "patience"],
]);

/** Settings of a run that goes on: its own, but for its length and what it shows on the way. @throws SettingsError */
export function resumedSettings<F extends Fields>(
  table: ApplicationTable<F>,
  stored: ApplicationSettings<F>,
  given: GivenApplicationSettings<F>,
  run: string,
): ApplicationSettings<F> {
  const own = new Map<string, unknown>(Object.entries(stored));
  for (const [name, value] of Object.entries(definedOf(given)))
    if (!changeable.has(name) && JSON.stringify(value) !== JSON.stringify(own.get(name)))
      throw new ChangedSettingError(name, value, own.get(name), run);
  return checked(table, { ...stored, ...definedOf(given) });
}

function checked<F extends Fields>(
  { name, options }: Pick<ApplicationTable<F>, "name" | "options">,
  given: object,
): ApplicationSettings<F> {
  let settings: ApplicationSettings<F>;
  try {
    settings = options.complete(given as never);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw new SettingsError(error.message.replace(`${name}: `, ""));
  }
  expectRates(settings);
  return settings;
}

/** What training.json of a run's folder says. @throws ModelFolderError for one of something else */
export async function storedSettings<F extends Fields>(
  { name, options }: ApplicationTable<F>,
  folder: FileSource,
): Promise<StoredApplication<F>> {
  const { file, training } = await readTraining(folder, new JsonFields({}, ""), undefined);
  if (training?.recipe !== name)
    throw new ModelFolderError(
      `${file}: recipe is ${JSON.stringify(training?.recipe.slice(0, 40) ?? "missing")}, expected ${JSON.stringify(name)}`,
      { file, field: "recipe" },
    );
  const json = (await readJson(folder, fileNames.training)) as { readonly settings: unknown };
  // A setting with a default is younger than runs that are without it.
  const settings = options.fromJson(json.settings, fileIn(folder, fileNames.training), {
    path: "settings",
  });
  return { settings, data: training.data, folder };
}
