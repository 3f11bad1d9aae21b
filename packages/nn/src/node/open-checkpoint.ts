import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expectText } from "../options/expect-argument.ts";
import type { Checkpoint, StoredTensor } from "../weights/checkpoint.ts";
import { openShardedSafetensors } from "../weights/open-sharded-safetensors.ts";
import { openWeights } from "../weights/open-weights.ts";
import { openShardedTorchCheckpoint } from "../weights/torch-pickle/open-torch-checkpoint.ts";
import { errorCode } from "./error-code.ts";
import { FileReadError } from "./file-read-error.ts";
import { type OpenFile, openFile } from "./open-file.ts";
import { readBytes } from "./read-bytes.ts";

const SAFETENSORS_INDEX = ".safetensors.index.json";
const TORCH_INDEX = ".bin.index.json";
/** The names that Hugging Face looks for in a model's folder, in its order. */
const MODEL_FILES = [
  "model.safetensors",
  `model${SAFETENSORS_INDEX}`,
  "pytorch_model.bin",
  `pytorch_model${TORCH_INDEX}`,
];
const sharded = [
  [SAFETENSORS_INDEX, openShardedSafetensors],
  [TORCH_INDEX, openShardedTorchCheckpoint],
] as const;
const LONGEST_INDEX = 100_000_000;

/** A checkpoint on disk: `await using checkpoint = await openCheckpoint(path)`, or `close()` when all has been read. */
export class CheckpointFiles implements Checkpoint, AsyncDisposable {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly #files: readonly OpenFile[];

  /** @internal They are opened by `openCheckpoint`. */
  constructor({ tensors, metadata }: Checkpoint, files: readonly OpenFile[]) {
    this.tensors = tensors;
    this.metadata = metadata;
    this.#files = files;
  }

  async close(): Promise<void> {
    await Promise.all(this.#files.map((file) => file.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Open the weights at a path: a file that `openWeights` knows, the index of one that is spread over several
 * ("model.safetensors.index.json", "pytorch_model.bin.index.json"), or a folder that holds "model.safetensors",
 * "pytorch_model.bin" or such an index. Reads headers only.
 *
 * @throws FileReadError, SafetensorsError, TorchFileError, GgufError, Llama2cError, which name the file or the tensor
 */
export async function openCheckpoint(path: string): Promise<CheckpointFiles> {
  expectText("openCheckpoint", "path", path);
  const file = await modelFile(path);
  const files: OpenFile[] = [];
  const openOne = async (name: string): Promise<OpenFile> => {
    const opened = await openFile(name);
    files.push(opened);
    return opened;
  };
  try {
    const openShard = (shard: string) => openOne(join(dirname(file), shard));
    const openIndex = sharded.find(([suffix]) => file.endsWith(suffix))?.[1];
    const checkpoint = openIndex
      ? await openIndex(await readBytes(file, { maxBytes: LONGEST_INDEX }), openShard)
      : await openWeights(await openOne(file));
    return new CheckpointFiles(checkpoint, files);
  } catch (error) {
    await Promise.all(files.map((opened) => opened.close()));
    throw error;
  }
}

/** The file that holds or indexes the weights, which may be asked for by its folder. */
async function modelFile(path: string): Promise<string> {
  let names: readonly string[];
  try {
    names = await readdir(path);
  } catch (error) {
    if (errorCode(error) === "ENOTDIR" || errorCode(error) === "ENOENT") return path;
    throw new FileReadError(path, String(error), { cause: error });
  }
  const found = MODEL_FILES.find((name) => names.includes(name));
  if (found === undefined)
    throw new FileReadError(path, `the folder has neither ${MODEL_FILES.join(" nor ")}`);
  return join(path, found);
}
