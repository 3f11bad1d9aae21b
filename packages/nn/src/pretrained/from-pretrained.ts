import { defaultDevice } from "../device/default-device.ts";
import { metaDevice } from "../device/meta-device.ts";
import { fileNames, publishedTokenizerFiles } from "../model-folder/file-names.ts";
import { type FileSource, fileIn } from "../model-folder/file-source.ts";
import { filesInMemory } from "../model-folder/files-in-memory.ts";
import { ModelFolderError, namingFile } from "../model-folder/model-folder-error.ts";
import { readJson } from "../model-folder/read-json.ts";
import { loadFileWeightsInto } from "../models/families/file-weights.ts";
import { modelFromConfig, namedConfig } from "../models/families/find-family.ts";
import { generationFieldsOf } from "../models/families/generation-fields.ts";
import { storedNames } from "../models/families/stored-names.ts";
import type { Model } from "../models/roles.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { callback, flag, instance, oneOf, passing, text } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import { quantizedDestinations } from "../quantization/quantized-destination.ts";
import { Device } from "../tensor/device.ts";
import { namedTemplateFiles } from "../tokenizers/chat-template/template-files.ts";
import type { PretrainedTokenizer } from "../tokenizers/pretrained-tokenizer.ts";
import { readTokenizer } from "../tokenizers/read-tokenizer.ts";
import type { Checkpoint } from "../weights/checkpoint.ts";
import { expectRoom } from "./expect-room.ts";
import type { HeldFormat } from "./held-bytes.ts";
import { openFolderWeights } from "./open-folder-weights.ts";
import {
  type LookUp,
  type OpenPath,
  type PretrainedSource,
  sourceOf,
} from "./pretrained-source.ts";
import { addSentenceEmbedding, readSentenceSteps } from "./sentence-modules.ts";

export const fromPretrainedOptions = defineOptions(
  "fromPretrained",
  {
    /** Where the model is made; the default device unless given. */
    device: instance(Device, { optional: true }),
    /** How the weights of matrices are held: float32 to learn, 16 bits to read half as much. Files may be of any type. */
    dtype: oneOf(["float32", "bfloat16", "float16"], { default: "float32" }),
    /** Hold them in fewer bits still: see `quantize`. */
    quantize: oneOf(["int8", "int4"], { optional: true }),
    /** Checked before every read. */
    signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
    /**
     * Called with the bytes that have come and those that are to come: of a model on the hub first of the download, before
     * the first byte and as they come, then after every read of weights.
     */
    onProgress: callback<
      (bytesDone: number, bytesTotal: number, phase: "download" | "load") => void
    >({ optional: true }),
    /** Called with config.json before any weights are downloaded or loaded; nothing is, where it throws. */
    onConfig: callback<(config: Readonly<Record<string, unknown>>) => void>({ optional: true }),
    /** Of a model on the hub: a branch, a tag or a commit. */
    revision: text({ default: "main" }),
    /** Of a model on the hub: the folder of the cache, Hugging Face's own unless given. */
    cacheDir: text({ optional: true }),
    /** Of a model on the hub: ask nobody, take what is in the cache. */
    localFilesOnly: flag({ default: false }),
  },
  {
    check: ({ dtype, quantize: packed }) =>
      packed && dtype !== "float32"
        ? `quantize is ${packed} and dtype is ${dtype}, expected one of them`
        : undefined,
  },
);

/** Where the files come from, on which device and in which format the model is to be, and who is told meanwhile. */
export type FromPretrainedOptions = Given<typeof fromPretrainedOptions>;

/** A published model, and what its folder says of it. */
export interface Pretrained {
  /** In inference mode, as it was published. */
  readonly model: Model;
  /** config.json, and its text. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly configText: string;
  /** generation_config.json; where there is none, the fields of config.json that say how ids are generated. */
  readonly generationConfig: Readonly<Record<string, unknown>>;
  /** preprocessor_config.json, which says what pictures or sounds are made into; undefined where there is none. */
  readonly preprocessorConfig: Readonly<Record<string, unknown>> | undefined;
  /** processor_config.json, whose parts say it in newer folders, and count more; undefined where there is none. */
  readonly processorConfig: Readonly<Record<string, unknown>> | undefined;
  /** Of its tokenizer.json; undefined where there is none. */
  readonly tokenizer: PretrainedTokenizer | undefined;
  /** The files of the tokenizer as they were, by name. */
  readonly tokenizerFiles: ReadonlyMap<string, Uint8Array>;
}

const tokenizerFileNames = [
  ...[fileNames.tokenizer, fileNames.tokenizerConfig, ...publishedTokenizerFiles],
  ...["sentence_bert_config.json", "config_sentence_transformers.json"],
];
const LARGEST_TOKENIZER = 2 ** 28;

/** `fromPretrained`, with a way to open paths. */
export const pretrainedFrom =
  (openPath: OpenPath) =>
  async (given: PretrainedSource, options: FromPretrainedOptions = {}): Promise<Pretrained> => {
    const chosen = fromPretrainedOptions.complete(options);
    const source = await sourceOf(given, openPath, lookUpOf(chosen));
    const config = namedConfig(await objectIn(source, "config.json"));
    chosen.onConfig?.(config);
    const file = fileIn(source, "config.json");
    const generationConfig =
      (await optionalObject(source, fileNames.generation)) ?? generationFieldsOf(config);
    const preprocessorConfig = await optionalObject(source, fileNames.preprocessor);
    const processorConfig = await optionalObject(source, fileNames.processor);
    const sentenceSteps = await readSentenceSteps(source);
    await using weights = await openFolderWeights(source);
    const model = await namingFile(file, async () => {
      expectRoom(config, file, deviceFor(chosen), heldAs(chosen)); // before any memory is taken
      const stored = await storedNames(config, weights.checkpoint);
      return modelFromConfig(config, { device: metaDevice() }, stored);
    });
    await namingFile(weights.file, () => loadWeights(model, weights.checkpoint, chosen));
    await addSentenceEmbedding(model, sentenceSteps, source, chosen.device ?? defaultDevice());
    const tokenizerFiles = new Map<string, Uint8Array>();
    for (const name of [...tokenizerFileNames, ...(await namedTemplateFiles(source))])
      if (await source.has(name))
        tokenizerFiles.set(name, await source.read(name, { maxBytes: LARGEST_TOKENIZER }));
    const tokenizer = tokenizerFiles.has("tokenizer.json")
      ? await readTokenizer(filesInMemory(tokenizerFiles, source.name))
      : undefined;
    const configText = new TextDecoder().decode(await source.read("config.json"));
    return {
      ...{ model: model.eval(), config, configText, generationConfig },
      ...{ preprocessorConfig, processorConfig, tokenizer, tokenizerFiles },
    };
  };

type Chosen = Complete<typeof fromPretrainedOptions>;

const deviceFor = ({ device }: Chosen): Device => device ?? defaultDevice();
const heldAs = ({ dtype, quantize }: Chosen): HeldFormat => quantize ?? dtype;

function lookUpOf(chosen: Chosen): LookUp {
  const { revision, cacheDir, localFilesOnly, signal, onProgress } = chosen;
  return {
    async onListed({ source }) {
      if (!(await source.has("config.json"))) return; // and is refused for that
      const config = namedConfig(await objectIn(source, "config.json"));
      chosen.onConfig?.(config);
      expectRoom(config, fileIn(source, "config.json"), deviceFor(chosen), heldAs(chosen));
    },
    ...{ revision, localFilesOnly },
    ...(cacheDir === undefined ? {} : { cacheDir }),
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress: (done, total) => onProgress(done, total, "download") } : {}),
  };
}

async function loadWeights(
  model: Model,
  checkpoint: Checkpoint,
  {
    device = defaultDevice(),
    quantize: packed,
    dtype,
    signal,
    onProgress,
  }: Complete<typeof fromPretrainedOptions>,
): Promise<void> {
  try {
    const format = packed ?? formats[dtype];
    const options = {
      device,
      ...(signal ? { signal } : {}),
      ...(onProgress
        ? { onProgress: (done: number, total: number) => onProgress(done, total, "load") }
        : {}),
    };
    const destinationOf = format && quantizedDestinations(model, format);
    await loadFileWeightsInto(model, checkpoint, options, destinationOf);
  } catch (error) {
    model.dispose();
    throw error;
  }
}

const formats = { float32: undefined, bfloat16: "bf16", float16: "f16" } as const;

const optionalObject = async (
  source: FileSource,
  name: string,
): Promise<Record<string, unknown> | undefined> =>
  (await source.has(name)) ? objectIn(source, name) : undefined;

async function objectIn(source: FileSource, name: string): Promise<Record<string, unknown>> {
  const json = await readJson(source, name);
  if (typeof json === "object" && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>;
  const file = fileIn(source, name);
  throw new ModelFolderError(`${file}: it is no object, expected one`, { file });
}
