import { type FileSource, fileIn, type OpenedFile } from "../model-folder/file-source.ts";
import { ModelFolderError, namingFile } from "../model-folder/model-folder-error.ts";
import type { Checkpoint } from "../weights/checkpoint.ts";
import { openSafetensors } from "../weights/open-safetensors.ts";
import { openShardedSafetensors } from "../weights/open-sharded-safetensors.ts";
import {
  openShardedTorchCheckpoint,
  openTorchCheckpoint,
} from "../weights/torch-pickle/open-torch-checkpoint.ts";
import { isOneFileModel } from "./one-file-model.ts";

/** The weights of a folder, which stay readable until they are disposed of. */
export interface FolderWeights extends AsyncDisposable {
  readonly checkpoint: Checkpoint;
  /** For messages. */
  readonly file: string;
}

const LONGEST_INDEX = 100_000_000;
const safetensors = "model.safetensors";
const torch = "pytorch_model.bin";
type Open = (name: string) => Promise<OpenedFile>;

/** Files that weights may stand in, in the order in which they are looked for, and how they are opened. */
const places: readonly (readonly [
  name: string,
  open: (source: FileSource, open: Open, name: string) => Promise<Checkpoint>,
])[] = [
  [safetensors, async (_, open, name) => openSafetensors(await open(name))],
  [
    `${safetensors}.index.json`,
    async (source, open, name) =>
      openShardedSafetensors(await source.read(name, { maxBytes: LONGEST_INDEX }), open),
  ],
  [torch, async (_, open, name) => openTorchCheckpoint(await open(name))],
  [
    `${torch}.index.json`,
    async (source, open, name) =>
      openShardedTorchCheckpoint(await source.read(name, { maxBytes: LONGEST_INDEX }), open),
  ],
];

/**
 * Open the weights of a folder as Hugging Face publishes them: one file, or an index and its shards. Reads no values.
 *
 * @throws ModelFolderError for a folder without weights; what the files throw
 */
export async function openFolderWeights(source: FileSource): Promise<FolderWeights> {
  if (isOneFileModel(source)) return source.openWeights();
  const opened: OpenedFile[] = [];
  const open = async (name: string) => {
    const file = await source.open(name);
    opened.push(file);
    return file;
  };
  const dispose = async () => {
    await Promise.all(opened.map((file) => file[Symbol.asyncDispose]()));
  };
  const close = { [Symbol.asyncDispose]: dispose };
  try {
    for (const [name, read] of places) {
      if (!(await source.has(name))) continue;
      const file = fileIn(source, name);
      const checkpoint = await namingFile(file, () => read(source, open, name));
      return { checkpoint, file, ...close };
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  throw new ModelFolderError(
    `${source.name || "the files"}: there are no weights, expected ${places.map(([name]) => name).join(", or ")}`,
    { file: source.name },
  );
}
