import { Seq2Seq } from "../models/encoder-decoder/seq2seq.ts";
import { Gpt } from "../models/families/gpt.ts";
import type { Module } from "../module/module.ts";
import type { Device } from "../tensor/device.ts";
import { readSafetensors } from "../weights/read-safetensors.ts";
import { fileNames } from "./file-names.ts";
import { type FileSource, fileIn } from "./file-source.ts";
import type {
  DecoderDescription,
  EncoderDecoderDescription,
  ModelDescription,
} from "./model-description.ts";
import { namingFile } from "./model-folder-error.ts";
import { requireAddressable, sizeOf } from "./model-size.ts";
import { type DescribedFolder, readModelDescription } from "./read-model-description.ts";
import type { DescribedTraining } from "./read-training.ts";
import { requireFinite } from "./require-finite.ts";
import { requireWeights } from "./require-weights.ts";

interface Loaded<D extends ModelDescription, M extends Module> extends DescribedTraining {
  readonly description: D;
  readonly model: M;
}

/** A model out of a folder, with what turns text into its ids and back. */
export type ModelFolder =
  | Loaded<DecoderDescription, Gpt>
  | Loaded<EncoderDecoderDescription, Seq2Seq>;

export interface ReadModelFolderOptions {
  /** Where the model is made; the default device unless given. */
  readonly device?: Device;
}

/**
 * Load a model's folder: config.json, the tokenizers, model.safetensors. None of them is trusted: what config.json asks
 * for is compared with the weights before any memory is taken.
 *
 * @throws ModelFolderError that names the file, the field, what came and what was expected
 */
export async function readModelFolder(
  source: FileSource,
  { device }: ReadModelFolderOptions = {},
): Promise<ModelFolder> {
  const { description, training, file }: DescribedFolder = await readModelDescription(source);
  const rest = { file, ...(training ? { training } : {}) };
  const place = device ? { device } : {};
  if (description.role === "decoder") {
    const make = () => new Gpt(description.config, place);
    return { description, model: await withWeights(source, description, make), ...rest };
  }
  const make = () => new Seq2Seq(description.config, place);
  return { description, model: await withWeights(source, description, make), ...rest };
}

/** Make a model of a folder's configuration, once its weights are known to fit, and load them. */
async function withWeights<M extends Module>(
  source: FileSource,
  description: ModelDescription,
  make: () => M,
): Promise<M> {
  const file = fileIn(source, fileNames.weights);
  const bytes = await source.read(fileNames.weights);
  const { tensors } = await namingFile(file, () => readSafetensors(bytes));
  requireAddressable(sizeOf(description), "inference", fileIn(source, fileNames.config));
  requireWeights(description, tensors, { file });
  requireFinite(tensors, file);
  const model = make();
  await namingFile(file, () => model.loadStateDict(tensors));
  return model.eval();
}
