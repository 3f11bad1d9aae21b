import type { metaDevice } from "../device/meta-device.ts";
import { sha256 } from "../hub/hashes/sha256.ts";
import { fileNames } from "../model-folder/file-names.ts";
import { type FileSource, fileIn } from "../model-folder/file-source.ts";
import type { DataRecord, TrainingRecord } from "../model-folder/model-description.ts";
import { ModelFolderError } from "../model-folder/model-folder-error.ts";
import { readJson } from "../model-folder/read-json.ts";
import { trainingJson } from "../model-folder/read-training.ts";
import type { FilesByName } from "../model-folder/write-model-folder.ts";
import { modelFromConfig } from "../models/families/find-family.ts";
import type { Model } from "../models/roles.ts";
import type { Fields } from "../options/define-options.ts";
import { jsonFile } from "../pretrained/json-file.ts";
import type { ReadyTraining } from "../recipes/recipe.ts";
import { requireSameData } from "../recipes/training-of.ts";
import { usualValidation } from "../recipes/training-run.ts";
import { addAdapters, describeAdapters } from "./adapters.ts";
import type { ApplicationParts, ApplicationSettings, Described } from "./application.ts";
import { applicationRun } from "./application-run.ts";
import type { StoredApplication } from "./application-settings.ts";
import { keptFolder, startFrom } from "./base-model.ts";
import { type DataFiles, recordedFiles } from "./data-files.ts";
import { innerBase } from "./inner-model.ts";
import { footprintOf, type Making, startingBase } from "./starting-base.ts";

/** What a preparation starts from: files, or the usual data; and the folder of a run that goes on. */
export interface Preparation<F extends Fields> {
  readonly files?: DataFiles | undefined;
  /** The folder of a model to start from. */
  readonly base?: FileSource | undefined;
  /** Of a model to start from that is made, where none is named. */
  readonly making?: Making;
  readonly stored?: StoredApplication<F>;
  readonly run?: string;
}

/** What is recorded as the source of data that the application has itself. */
export const madeData = "made";

/** A run whose data are read, and whose model's shape is known. */
export async function prepareApplication<F extends Fields, Data, M extends Model, B>(
  parts: ApplicationParts<F, Data, M, B>,
  settings: ApplicationSettings<F>,
  preparation: Preparation<F>,
): Promise<ReadyTraining> {
  const { files: given, stored, run = "the run" } = preparation;
  const recorded = given && recordedFiles(given);
  const data = await parts.read(recorded?.files, settings);
  const record = recorded?.record() ?? ownData(parts.name, settings);
  requireSameData(record, stored?.data, run);
  const { inner } = parts;
  const base = inner
    ? await innerBase(inner, settings, preparation)
    : await startingBase(parts.base, settings, { data, ...preparation });
  const described = await parts.describe(data, settings, base);
  if (stored) await requireSameModel(described, stored.folder);
  const { config, files } = described;
  const training: TrainingRecord = {
    ...{ recipe: parts.name, application: true, settings, data: record },
  };
  const make = (device?: ReturnType<typeof metaDevice>) =>
    modelFromConfig(config, device ? { device } : {}) as M;
  const { batch, gradAccum } = settings;
  return {
    ...{ settings, training, config, examplePrompt: undefined },
    shape: parts.shape(described) + describeAdapters(settings),
    footprint: footprintOf(config, settings, base?.kept !== undefined),
    figures: parts.figures,
    pipeline: parts.pipeline,
    files: (): FilesByName =>
      new Map([
        [fileNames.training, jsonFile(trainingJson(training))],
        [fileNames.config, jsonFile(config)],
        ...files,
        ...[...(base?.kept ?? [])].map(
          ([name, bytes]) => [`${keptFolder}/${name}`, bytes] as const,
        ),
      ]),
    data: {
      ...{ kind: "data", amounts: parts.amounts(data), heldOut: "the validation data" },
      exampleFile: "DATA",
    },
    batch: { count: batch * gradAccum, of: "examples a step" },
    trial() {
      const model = make();
      return { model, inputs: model.sampleInputs(batch), dispose: () => model.dispose() };
    },
    start(hooks = usualValidation()) {
      const model = make();
      if (base && !inner) startFrom(model, base);
      if (base?.weights) inner?.start(model, base.weights);
      addAdapters(model, settings, base?.beside);
      model.train();
      const work = parts.open({ ...described, model, settings, base });
      if (!stored) work.begin?.(data); // the weights of a run that goes on are in its checkpoint
      const { figures } = parts;
      return applicationRun({ model, work, data, settings, figures, hooks });
    },
  };
}

/** Data that an application has itself follow from its name and the seed. */
function ownData(name: string, { seed }: { readonly seed: number }): DataRecord {
  const hash = sha256();
  hash.update(new TextEncoder().encode(`${name} ${seed}`));
  return { source: madeData, sha256: hash.digest() };
}

/** Throw unless the folder's model is the one that settings and data describe. */
async function requireSameModel({ config }: Described, folder: FileSource): Promise<void> {
  const stored = await readJson(folder, fileNames.config);
  const [is, expected] = [new Map(Object.entries(Object(stored))), new Map(Object.entries(config))];
  for (const name of new Set([...is.keys(), ...expected.keys()])) {
    const [one, other] = [is, expected].map((map) => JSON.stringify(map.get(name)));
    if (one === other) continue;
    const file = fileIn(folder, fileNames.config);
    throw new ModelFolderError(
      `${file}: ${name} is ${one ?? "missing"}, but settings and data of the run make it ${other ?? "missing"}`,
      { file, field: name },
    );
  }
}
