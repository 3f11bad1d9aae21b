import { metaDevice } from "../device/meta-device.ts";
import { loadFileWeights, ownWeights } from "../models/families/file-weights.ts";
import { isDecoder, isEncoder, isEncoderDecoder, type Model } from "../models/roles.ts";
import type { ParameterOptions } from "../module/parameter-options.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectObject } from "../options/expect-argument.ts";
import { instance } from "../options/fields.ts";
import { Device } from "../tensor/device.ts";
import type { Checkpoint } from "../weights/checkpoint.ts";
import { loadCheckpoint } from "../weights/load-checkpoint.ts";
import { openSafetensors } from "../weights/open-safetensors.ts";
import { fileNames } from "./file-names.ts";
import { type FileSource, fileIn } from "./file-source.ts";
import type {
  DecoderDescription,
  EncoderDecoderDescription,
  EncoderDescription,
  ModelDescription,
  ModelOf,
  TextPairsDescription,
} from "./model-description.ts";
import { namingFile } from "./model-folder-error.ts";
import { type ModelFootprint, requireAddressable } from "./model-size.ts";
import { type ReadConfig, readConfig, storedIn } from "./read-config.ts";
import { type DescribedFolder, describe } from "./read-model-description.ts";
import { numbersIn, requireWeights } from "./require-weights.ts";
import { limitedShape, type ShapeModel } from "./shape-model.ts";

/** A model out of its folder, with what the folder says of it. */
export interface LoadedModel<D extends ModelDescription> extends DescribedFolder {
  readonly description: D;
  readonly model: ModelOf<D>;
  readonly size: ModelFootprint;
}

/** A model out of a folder, with what turns text into its ids and back. */
export type ModelFolder =
  | LoadedModel<DecoderDescription>
  | LoadedModel<EncoderDecoderDescription>
  | LoadedModel<TextPairsDescription>
  | LoadedModel<EncoderDescription>;

const readOptions = defineOptions("readModelFolder", {
  /** Where the model is made; the default device unless given. */
  device: instance(Device, { optional: true }),
});

/** Options of `readModelFolder`. */
export type ReadModelFolderOptions = Given<typeof readOptions>;

/**
 * Load a model's folder: config.json, the tokenizers, model.safetensors. None of them is trusted: what config.json asks
 * for is compared with the weights before any memory is taken.
 *
 * @throws ModelFolderError that names the file, the field, what came and what was expected
 */
export async function readModelFolder(
  source: FileSource,
  options: ReadModelFolderOptions = {},
): Promise<ModelFolder> {
  expectObject("readModelFolder", "source", source, "a file source", "has", "read", "open");
  const { device } = readOptions.complete(options);
  const config = await readConfig(source);
  const weightsFile = fileIn(source, fileNames.weights);
  await using bytes = await source.open(fileNames.weights);
  const file = await namingFile(weightsFile, () => openSafetensors(bytes));
  const stored = await namingFile(weightsFile, () => storedIn(config, file));
  const make = (options: ParameterOptions) => config.make(options, stored);
  const shape = limitedShape(make, { file: config.fields.file, held: numbersIn(file) });
  const described = await describe(source, config, shape, stored);
  requireAddressable(shape.size, "inference", config.fields.file);
  const model = await withWeights({ ...config, make }, shape, { file, name: weightsFile }, device);
  const { description, ...training } = described;
  if (description.role === "decoder" && isDecoder(model))
    return { description, model, size: shape.size, ...training };
  if (description.role === "encoder-decoder" && isEncoderDecoder(model))
    return description.vocabularies
      ? { description, model, size: shape.size, ...training }
      : { description, model, size: shape.size, ...training };
  if (description.role === "encoder" && isEncoder(model))
    return { description, model, size: shape.size, ...training };
  throw new TypeError(`a ${description.role} was described, and a ${model.role} was made`);
}

interface NamedCheckpoint {
  readonly file: Checkpoint;
  /** For messages. */
  readonly name: string;
}

/** Make a model of a folder's configuration, once its weights are known to fit, and load them. */
async function withWeights(
  { older, make }: ReadConfig,
  shape: ShapeModel,
  { file, name }: NamedCheckpoint,
  device: Device | undefined,
): Promise<Model> {
  const own = older ? file : await namingFile(name, () => ownWeights(file, shape.model));
  requireWeights(shape, own, { file: name });
  const model = make({ device: metaDevice() }); // gets its memory as its weights come
  const options = { ...(device ? { device } : {}), requireFinite: true };
  try {
    await namingFile(name, () =>
      older ? loadCheckpoint(model, file, options) : loadFileWeights(model, file, options),
    );
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model.eval();
}
