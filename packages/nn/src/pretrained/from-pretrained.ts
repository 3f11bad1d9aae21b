import { createShapeOnlyBackend } from "@qkv/core-wasm/contract";
import { defaultDevice } from "../device/default-device.ts";
import { deviceOf } from "../device/device-of.ts";
import { metaDevice } from "../device/meta-device.ts";
import { type FileSource, fileIn } from "../model-folder/file-source.ts";
import { ModelFolderError, namingFile } from "../model-folder/model-folder-error.ts";
import { readJson } from "../model-folder/read-json.ts";
import { loadFileWeights } from "../models/families/file-weights.ts";
import { modelFromConfig } from "../models/families/find-family.ts";
import type { Model } from "../models/roles.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { callback, instance, oneOf, passing } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import { quantize } from "../quantization/quantize.ts";
import { Device } from "../tensor/device.ts";
import { openFolderWeights } from "./open-folder-weights.ts";
import { type OpenPath, type PretrainedSource, sourceOf } from "./pretrained-source.ts";

const fromPretrainedOptions = defineOptions("fromPretrained", {
  /** Where the model is made; the default device unless given. */
  device: instance(Device, { optional: true }),
  /** Pack the weights of matrices in fewer bits: see `quantize`. */
  quantize: oneOf(["int8", "int4", "bf16", "f16"], { optional: true }),
  /** Checked before every read. */
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
  /** Called after every read with the bytes of the weights that have been read, and those to be read. */
  onProgress: callback<(bytesRead: number, bytesTotal: number) => void>({ optional: true }),
});

export type FromPretrainedOptions = Given<typeof fromPretrainedOptions>;

/** A published model, and what its folder says of it. */
export interface Pretrained {
  /** In inference mode, as it was published. */
  readonly model: Model;
  /** config.json */
  readonly config: Readonly<Record<string, unknown>>;
  /** generation_config.json; empty where there is none. */
  readonly generationConfig: Readonly<Record<string, unknown>>;
}

/** `fromPretrained`, with a way to open paths. */
export const pretrainedFrom =
  (openPath: OpenPath) =>
  async (given: PretrainedSource, options: FromPretrainedOptions = {}): Promise<Pretrained> => {
    const chosen = fromPretrainedOptions.complete(options);
    const source = await sourceOf(given, openPath);
    const config = await objectIn(source, "config.json");
    const file = fileIn(source, "config.json");
    const generationConfig = (await source.has("generation_config.json"))
      ? await objectIn(source, "generation_config.json")
      : {};
    await using weights = await openFolderWeights(source);
    const model = await namingFile(file, async () => {
      modelFromConfig(config, { device: shapesAlone(file) }); // before any memory is taken
      return modelFromConfig(config, { device: metaDevice() });
    });
    await namingFile(weights.file, () => loadWeights(model, weights.checkpoint, chosen));
    return { model: model.eval(), config, generationConfig };
  };

async function loadWeights(
  model: Model,
  checkpoint: Parameters<typeof loadFileWeights>[1],
  {
    device = defaultDevice(),
    quantize: format,
    signal,
    onProgress,
  }: Complete<typeof fromPretrainedOptions>,
): Promise<void> {
  try {
    await loadFileWeights(model, checkpoint, {
      device,
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    });
    if (format) await quantize(model, format);
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** More tensors than any model that is known has. */
const MOST_TENSORS = 2 ** 18;

/** A device on which a config.json from outside cannot keep us busy with a billion layers. */
const shapesAlone = (file: string): Device =>
  deviceOf(createShapeOnlyBackend({ maxBuffers: MOST_TENSORS }), file);

async function objectIn(source: FileSource, name: string): Promise<Record<string, unknown>> {
  const json = await readJson(source, name);
  if (typeof json === "object" && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>;
  const file = fileIn(source, name);
  throw new ModelFolderError(`${file}: it is no object, expected one`, { file });
}
