import { metaDevice } from "../device/meta-device.ts";
import { loadAdapter } from "../fine-tuning/load-adapter.ts";
import { adaptedLinears } from "../fine-tuning/lora.ts";
import { fileNames } from "../model-folder/file-names.ts";
import { type FileSource, fileIn } from "../model-folder/file-source.ts";
import { folderWithin } from "../model-folder/folder-within.ts";
import { ModelFolderError, namingFile } from "../model-folder/model-folder-error.ts";
import { readConfig, storedIn } from "../model-folder/read-config.ts";
import { numbersIn, requireWeights } from "../model-folder/require-weights.ts";
import { limitedShape } from "../model-folder/shape-model.ts";
import { loadFileWeights, ownWeights } from "../models/families/file-weights.ts";
import type { Model } from "../models/roles.ts";
import type { Checkpoint } from "../weights/checkpoint.ts";
import { expectFinite } from "../weights/expect-finite.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { openSafetensors } from "../weights/open-safetensors.ts";
import { renamed } from "../weights/renamed.ts";
import { adapterFolder } from "./file-names.ts";

/** The model of a folder that came back, with its adapters in front of its weights. */
export async function returnedModel(source: FileSource, step: number): Promise<Model> {
  const config = await readConfig(source);
  const file = fileIn(source, fileNames.weights);
  await using bytes = await source.open(fileNames.weights);
  const weights = await namingFile(file, () => openSafetensors(bytes));
  requireStep(weights, file, step);
  const stored = await namingFile(file, () => storedIn(config, weights));
  const make = (options: Parameters<typeof config.make>[0]) => config.make(options, stored);
  const shape = limitedShape(make, { file: config.fields.file, held: numbersIn(weights) });
  requireWeights(shape, await namingFile(file, () => ownWeights(weights, shape.model)), { file });
  const model = make({ device: metaDevice() }); // gets its memory as its weights come
  try {
    await namingFile(file, () => loadFileWeights(model, weights, { requireFinite: true }));
    if (await source.has(`${adapterFolder}/adapter_config.json`))
      await loadAdapter(model, folderWithin(source, adapterFolder));
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Files of one saving are of one step. */
export function requireStep({ metadata }: Checkpoint, file: string, step: number): void {
  if (metadata.step === String(step)) return;
  throw new ModelFolderError(
    `${file} is of step ${metadata.step?.slice(0, 20) ?? "unknown"} and run.json of step ${step}, so they are not of one saving; ` +
      "take all files of the folder from the same one",
    { file },
  );
}

/** What a file keeps for the model's parameters, by the names and in the layout of the model: a moment, or an average. */
export async function keptFor(
  model: Model,
  checkpoint: Checkpoint,
  prefix = "",
): Promise<ReadonlyMap<string, HostTensor>> {
  const named = renamed(checkpoint, (name) =>
    name.startsWith(prefix) ? name.slice(prefix.length) : undefined,
  );
  const own = model.stateDict();
  const kept = new Map<string, HostTensor>();
  for (const [name, tensor] of ownWeights(named, model).tensors) {
    const parameter = own.get(name);
    if (!parameter || parameter.shape.join() !== tensor.shape.join())
      throw new RangeError(
        `${prefix}${name} is [${tensor.shape.join(", ")}], expected ${parameter ? `[${parameter.shape.join(", ")}], the shape of the parameter` : "the name of a parameter"}`,
      );
    const read = await tensor.read();
    expectFinite(prefix + name, read.values as Float32Array, 0);
    kept.set(name, read);
  }
  return kept;
}

/** Whether a model learns by adapters. */
export const isAdapted = (model: Model): boolean => adaptedLinears(model).length > 0;
