import { sizeOf } from "@qkv/core-wasm/contract";
import { fileNames } from "../model-folder/file-names.ts";
import { fileWeights } from "../models/families/file-weights.ts";
import { isEncoder } from "../models/roles.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectObject } from "../options/expect-argument.ts";
import { integer, oneOf } from "../options/fields.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { SafetensorsStream } from "../weights/safetensors-stream.ts";
import { type WrittenDType, writingOf } from "../weights/written-dtype.ts";
import { configFile } from "./config-file.ts";
import type { Pretrained } from "./from-pretrained.ts";
import { jsonFile } from "./json-file.ts";
import { sentenceFiles } from "./sentence-files.ts";

const dtypes = ["float32", "float16", "bfloat16"] as const satisfies readonly WrittenDType[];

const pretrainedFilesOptions = defineOptions("savePretrained", {
  /** How float32 weights are written, rounded to the nearest. */
  dtype: oneOf(dtypes, { default: "float32" }),
  /** Bytes of a file of weights at most, but for a larger tensor: 5 GB unless given, as in Hugging Face. */
  shardSize: integer({ from: 1, default: 5e9 }),
});

/** Options of `savePretrained`: how weights are written, and in files of which size. */
export type SavePretrainedOptions = Given<typeof pretrainedFilesOptions>;

/** A file to be written: all of its bytes, or in parts. */
export type PretrainedFile = readonly [name: string, contents: Uint8Array | SafetensorsStream];

/** What is written: a loaded model, or one of a family that was made here. */
export type SavedPretrained = Pick<Pretrained, "model"> & Partial<Pretrained>;

/**
 * The files of a model as Hugging Face's Python libraries open them: config.json, generation_config.json, the preprocessor,
 * the tokenizer, and the weights in one file, or in shards with their index, in this order.
 */
export async function pretrainedFiles(
  saved: SavedPretrained,
  options: SavePretrainedOptions = {},
): Promise<PretrainedFile[]> {
  expectObject(
    "savePretrained",
    "saved",
    saved,
    "what fromPretrained gives, or { model }",
    "model",
  );
  const { dtype, shardSize } = pretrainedFilesOptions.complete(options);
  const { model } = saved;
  const files: PretrainedFile[] = [...describingFiles(saved, dtype)];
  files.push(...(await sentenceFiles(model, dtype)));
  const shards = inShards(await fileWeights(model), dtype, shardSize);
  const stream = (tensors: readonly Named[]) =>
    new SafetensorsStream(tensors, { format: "pt" }, dtype);
  if (shards.length === 1) return [...files, ["model.safetensors", stream(shards[0]!)]];
  const nameOf = (i: number) => `model-${padded(i + 1)}-of-${padded(shards.length)}.safetensors`;
  const named = shards.map((tensors, i): PretrainedFile => [nameOf(i), stream(tensors)]);
  return [
    ...files,
    ...named,
    ["model.safetensors.index.json", jsonFile(indexOf(shards, dtype, nameOf))],
  ];
}

/** config.json, generation_config.json, what makes inputs of pictures or sounds, and the files of the tokenizer. */
export function describingFiles(
  {
    model,
    generationConfig = {},
    preprocessorConfig,
    processorConfig,
    tokenizerFiles = new Map(),
    configText,
  }: SavedPretrained,
  dtype: WrittenDType,
): Map<string, Uint8Array> {
  const config = configFile(model, configText, dtype);
  const files = new Map<string, Uint8Array>();
  files.set("config.json", new TextEncoder().encode(config));
  if (Object.keys(generationConfig).length > 0 && !isEncoder(model))
    files.set(fileNames.generation, jsonFile(generationConfig));
  if (preprocessorConfig) files.set(fileNames.preprocessor, jsonFile(preprocessorConfig));
  if (processorConfig) files.set(fileNames.processor, jsonFile(processorConfig));
  for (const [name, bytes] of tokenizerFiles) files.set(name, bytes);
  return files;
}

type Named = readonly [string, HostTensor];

const padded = (count: number): string => String(count).padStart(5, "0");

/** In order, each shard as full as it may be. */
function inShards(weights: readonly Named[], dtype: WrittenDType, shardSize: number): Named[][] {
  const shards: Named[][] = [[]];
  let bytes = 0;
  for (const weight of weights) {
    const size = bytesOf(weight, dtype);
    if (bytes > 0 && bytes + size > shardSize) {
      shards.push([]);
      bytes = 0;
    }
    shards.at(-1)!.push(weight);
    bytes += size;
  }
  return shards;
}

const bytesOf = ([, { dtype, shape }]: Named, floats: WrittenDType): number =>
  writingOf(dtype, floats).bytes * sizeOf(shape);

const indexOf = (
  shards: readonly (readonly Named[])[],
  dtype: WrittenDType,
  nameOf: (shard: number) => string,
) => ({
  metadata: { total_size: shards.flat().reduce((sum, one) => sum + bytesOf(one, dtype), 0) },
  weight_map: Object.fromEntries(
    shards.flatMap((tensors, i) => tensors.map(([name]) => [name, nameOf(i)])),
  ),
});
