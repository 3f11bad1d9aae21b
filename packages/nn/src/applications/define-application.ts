import type { FileSource } from "../model-folder/file-source.ts";
import type { DataRecord } from "../model-folder/model-description.ts";
import type { Model } from "../models/roles.ts";
import { defineOptions, type Fields, type OptionTable } from "../options/define-options.ts";
import type { FigureTable } from "../recipes/figures.ts";
import type { ReadyTraining } from "../recipes/recipe.ts";
import type { Progress } from "../recipes/score.ts";
import { SettingsError } from "../recipes/settings-error.ts";
import type { Device } from "../tensor/device.ts";
import type {
  ApplicationFields,
  ApplicationParts,
  DataForm,
  GivenApplicationSettings,
} from "./application.ts";
import { ApplicationModel } from "./application-model.ts";
import { newSettings, resumedSettings, storedSettings } from "./application-settings.ts";
import type { DataFiles } from "./data-files.ts";
import { namedFolder } from "./inner-model.ts";
import { prepareApplication } from "./prepare-application.ts";
import type { ApplicationTraining } from "./training-fields.ts";
import { trainingFields, trainingFlags } from "./training-fields.ts";

/** A run whose settings are known; its data are not yet. */
export interface ApplicationPlan<S extends ApplicationTraining = ApplicationTraining> {
  readonly settings: S;
  /** The folder of another model, as the settings name it; its files are `Preparing.base`. */
  readonly base?: string | undefined;
  /** What the run was trained on, where it goes on. */
  readonly data?: DataRecord;
  /**
   * With the files to learn from; with the application's own small data where there are none.
   *
   * @throws RecipeError for data that cannot be learnt from, or other data than those of a run that goes on
   */
  prepare(files?: DataFiles, preparing?: Preparing): Promise<ReadyTraining>;
}

/** What a run starts from beside its data. */
export interface Preparing {
  /** The folder that a setting names: `from`, whose model and tokenizer are taken, or that of a model to have inside. */
  readonly base?: FileSource | undefined;
  /** Stops the making of a model to start from, where there is one. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: Progress | undefined;
}

/** A task that a model learns from the beginning: data, tokens, model, loss, figures, settings. */
export interface Application<F extends Fields = Fields> {
  readonly name: string;
  readonly description: string;
  readonly data: DataForm;
  readonly pipeline: string | undefined;
  readonly figures: FigureTable;
  /** Which model can look at what one of this application makes, in words; undefined where none can. */
  readonly judge: string | undefined;
  /** What a number of outputs that are made in a slower way is for, in words; undefined where there is none. */
  readonly reference: string | undefined;
  /** All settings. */
  readonly options: OptionTable<ApplicationFields<F>>;
  /** What they do, in words, of those that a command line can give. */
  readonly flags: Readonly<Record<string, string>>;
  readonly presets: readonly { readonly name: string; readonly description: string }[];
  /** A new run. @throws SettingsError */
  plan(given?: GivenApplicationSettings<F>): ApplicationPlan;
  /** A run that goes on, out of its folder; `run` names it in errors. */
  resume(
    folder: FileSource,
    given?: GivenApplicationSettings<F>,
    run?: string,
  ): Promise<ApplicationPlan>;
  /** A trained model out of its folder. */
  open(folder: FileSource, options?: { readonly device?: Device }): Promise<ApplicationModel>;
}

/** An application out of its parts: one file declares it, and a row of a table lists it. */
export function defineApplication<F extends Fields, Data, M extends Model, B>(
  parts: ApplicationParts<F, Data, M, B>,
): Application<F> {
  const { name, description, data, pipeline, figures, flags, fields, presets } = parts;
  const { check } = parts;
  const options = defineOptions<ApplicationFields<F>>(
    name,
    { ...trainingFields, ...fields },
    check ? { check: (settings) => check(settings) } : {},
  );
  const table = { name, options, presets };
  return {
    ...{ name, description, data, pipeline, figures, options, judge: parts.judge },
    reference: parts.reference,
    flags: { ...(flags as Record<string, string>), ...trainingFlags },
    presets: Object.entries(presets).map(([preset, { description: of }]) => ({
      ...{ name: preset, description: of },
    })),
    plan(given = {}) {
      refuseDecided(parts, given);
      const settings = newSettings(table, given);
      return {
        settings,
        base: namedFolder(settings, parts.inner?.setting ?? "from"),
        prepare: (files, { base, ...making } = {}) =>
          prepareApplication(parts, settings, { files, base, making }),
      };
    },
    async resume(folder, given = {}, run = "the run") {
      const stored = await storedSettings(table, folder);
      const settings = resumedSettings(table, stored.settings, given, run);
      return {
        ...{ settings, data: stored.data },
        prepare: (files) => prepareApplication(parts, settings, { files, stored, run }),
      };
    },
    async open(folder, opening = {}) {
      const stored = await storedSettings(table, folder);
      return ApplicationModel.open(parts, stored, folder, opening);
    },
  };
}

/** Throw for a setting that the folder to start from decides. */
function refuseDecided<F extends Fields>(
  { base }: { readonly base?: { readonly decides: readonly (keyof F & string)[] } },
  given: GivenApplicationSettings<F>,
): void {
  const asked: Readonly<Record<string, unknown>> & { readonly from?: unknown } = given;
  if (!asked.from) return;
  const decided = base?.decides.find((name) => asked[name] !== undefined);
  if (decided !== undefined)
    throw new SettingsError(
      (nameOf) =>
        `${nameOf(decided)} is ${asked[decided]}, but the model in ${nameOf("from")} decides it; leave it out`,
    );
}
