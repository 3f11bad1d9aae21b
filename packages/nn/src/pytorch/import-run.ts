import { adapterFiles } from "../fine-tuning/adapter-files.ts";
import { descriptionFileNames, fileNames } from "../model-folder/file-names.ts";
import { type FileSource, fileIn } from "../model-folder/file-source.ts";
import { folderWithin } from "../model-folder/folder-within.ts";
import { ModelFolderError, namingFile } from "../model-folder/model-folder-error.ts";
import { readJson } from "../model-folder/read-json.ts";
import { type FilesByName, weightsFile } from "../model-folder/write-model-folder.ts";
import type { Model } from "../models/roles.ts";
import { expectObject } from "../options/expect-argument.ts";
import {
  parseTrainingState,
  type TrainingState,
  trainingStateJson,
} from "../training/training-state.ts";
import type { Checkpoint } from "../weights/checkpoint.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { openSafetensors } from "../weights/open-safetensors.ts";
import { SafetensorsStream, type WritableTensor } from "../weights/safetensors-stream.ts";
import { adapterFolder, historyFile, momentNames, pytorchFiles } from "./file-names.ts";
import { type ReturnedRecord, readRunRecord } from "./read-run-record.ts";
import { isAdapted, keptFor, requireStep, returnedModel } from "./returned-model.ts";
import { lastSaving } from "./saved-folder.ts";

/** A run that came back. */
export interface ImportedRun {
  /** The files of its folder. */
  readonly files: FilesByName;
  /** Steps done, and those of them that PyTorch did. */
  readonly step: number;
  readonly ofPytorch: number;
  /** The run ends after so many. */
  readonly steps: number;
}

/** The checkpoint that a training is resumed from. */
const checkpointFile = "training.safetensors";
const LARGEST_FILE = 2 ** 31;

type Named<T> = readonly (readonly [string, T])[];

/**
 * The folder of a run out of what `exportRun` gave and train_torch.py has trained: weights, moments, steps, the place in the
 * data. None of its files is trusted.
 *
 * @throws ModelFolderError, CheckpointError and SafetensorsError for files that are not of such a folder, or not of one saving
 */
export async function importRun(source: FileSource): Promise<ImportedRun> {
  expectObject("importRun", "source", source, "a file source", "has", "read", "open");
  const folder = await lastSaving(source);
  const record = await readRunRecord(folder);
  const { step, steps, firstStep } = record;
  const model = await returnedModel(folder, step);
  try {
    const rest = await wholeFile(folder, pytorchFiles.rest);
    const state = parseTrainingState(rest.metadata.training);
    const names = (state.parameters ?? []).map((name) => name ?? "");
    const kept = await momentsOf(folder, model, { record, names });
    const { average, metadata } = await averageOf(folder, model, { record, rest });
    const next = stateAfter(record, state, names);
    const checkpoint = new SafetensorsStream(
      [
        ...prefixed<WritableTensor>("model.", [...model.namedTensors()]),
        ...prefixed<WritableTensor>("optimizer.", kept),
        ...prefixed<WritableTensor>("", rest.tensors),
        ...prefixed<WritableTensor>("average.", average),
      ],
      { ...metadata, step: String(step), training: trainingStateJson(next) },
    );
    const { run = "" } = metadata;
    return {
      files: new Map([
        ...(await describingFiles(folder)),
        ...(await trainedModel(folder, model, { run, step: String(step) })),
        [checkpointFile, await checkpoint.bytes()],
      ]),
      ...{ step, ofPytorch: step - firstStep, steps },
    };
  } finally {
    model.dispose();
  }
}

const prefixed = <T>(prefix: string, named: Named<T>): Named<T> =>
  named.map(([name, tensor]) => [prefix + name, tensor] as const);

/** The state of the training, so many steps later. */
function stateAfter(
  { step, position, stepsOf }: ReturnedRecord,
  state: TrainingState,
  names: readonly string[],
): TrainingState {
  const optimizer = { ...state.optimizer, steps: names.map(stepsOf) };
  return { ...state, step, optimizer, data: position ?? state.data };
}

interface WholeFile {
  readonly tensors: Named<HostTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

async function wholeFile(source: FileSource, name: string): Promise<WholeFile> {
  return opened(source, name, async ({ tensors, metadata }) => ({
    tensors: await Promise.all(
      [...tensors].map(async ([key, stored]) => [key, await stored.read()] as const),
    ),
    metadata,
  }));
}

/** What `body` makes of a file of tensors; what is wrong is said with the file's name. */
async function opened<T>(
  source: FileSource,
  name: string,
  body: (checkpoint: Checkpoint) => Promise<T>,
): Promise<T> {
  await using bytes = await source.open(name);
  // Awaited here, or the file would be closed before.
  return await namingFile(fileIn(source, name), async () => body(await openSafetensors(bytes)));
}

/** The optimiser's tensors as a checkpoint numbers them: "0.exp_avg". */
const momentsOf = (
  source: FileSource,
  model: Model,
  { record, names }: { readonly record: ReturnedRecord; readonly names: readonly string[] },
): Promise<Named<HostTensor>> =>
  opened(source, pytorchFiles.moments, async (checkpoint) => {
    requireStep(checkpoint, fileIn(source, pytorchFiles.moments), record.step);
    const kept: [string, HostTensor][] = [];
    for (const moment of momentNames)
      for (const [name, tensor] of await keptFor(model, checkpoint, `${moment}.`)) {
        const number = names.indexOf(name);
        if (number < 0) throw new RangeError(`${moment}.${name} is of no parameter that learns`);
        kept.push([`${number}.${moment}`, tensor]);
      }
    return kept;
  });

/** The average of the weights with how many updates it has had, of a run that has one. */
async function averageOf(
  source: FileSource,
  model: Model,
  { record, rest }: { readonly record: ReturnedRecord; readonly rest: WholeFile },
): Promise<{ readonly average: Named<HostTensor>; readonly metadata: WholeFile["metadata"] }> {
  const { metadata } = rest;
  const { validation } = metadata;
  const held = Object(validation === undefined ? undefined : parsed(validation));
  if (!(held.averageUpdates > 0)) return { average: [], metadata };
  const average = await opened(source, pytorchFiles.average, async (checkpoint) => {
    requireStep(checkpoint, fileIn(source, pytorchFiles.average), record.step);
    return [...(await keptFor(model, checkpoint))];
  });
  const averageUpdates = held.averageUpdates + record.step - record.firstStep;
  return {
    average,
    metadata: { ...metadata, validation: JSON.stringify({ ...held, averageUpdates }) },
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // said by who resumes
  }
}

/** The files of the folder that say what the model and its training are, as they are. */
async function describingFiles(source: FileSource): Promise<FilesByName> {
  const file = fileIn(source, fileNames.training);
  if (!(await source.has(fileNames.training)))
    throw new ModelFolderError(`${file}: there is no such file, expected what qkv export wrote`, {
      file,
    });
  await readJson(source, fileNames.training);
  const files = new Map<string, Uint8Array>();
  for (const name of [...descriptionFileNames, historyFile])
    if (await source.has(name))
      files.set(name, await source.read(name, { maxBytes: LARGEST_FILE }));
  return files;
}

/** The weights as they are used, with what adapters add, and the adapter alone. */
async function trainedModel(
  source: FileSource,
  model: Model,
  metadata: Readonly<Record<string, string>>,
): Promise<Named<Uint8Array>> {
  const whole = [fileNames.weights, await weightsFile(model, metadata)] as const;
  if (!isAdapted(model)) return [whole];
  const config = Object(
    await readJson(folderWithin(source, adapterFolder), "adapter_config.json"),
  ) as { readonly base_model_name_or_path?: unknown };
  const { base_model_name_or_path: baseModel } = config;
  const adapter = await adapterFiles(model, typeof baseModel === "string" ? { baseModel } : {});
  return [
    whole,
    ...[...adapter].map(([name, bytes]) => [`${adapterFolder}/${name}`, bytes] as const),
  ];
}
