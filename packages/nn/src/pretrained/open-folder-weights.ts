import { type FileSource, fileIn, type OpenedFile } from "../model-folder/file-source.ts";
import { ModelFolderError, namingFile } from "../model-folder/model-folder-error.ts";
import type { Checkpoint } from "../weights/checkpoint.ts";
import { openSafetensors } from "../weights/open-safetensors.ts";
import { openShardedSafetensors } from "../weights/open-sharded-safetensors.ts";

/** The weights of a folder, which stay readable until they are disposed of. */
export interface FolderWeights extends AsyncDisposable {
  readonly checkpoint: Checkpoint;
  /** For messages. */
  readonly file: string;
}

const LONGEST_INDEX = 100_000_000;
const single = "model.safetensors";
const index = `${single}.index.json`;

/**
 * Open the weights of a folder as Hugging Face publishes them: one file, or an index and its shards. Reads no values.
 *
 * @throws ModelFolderError for a folder without weights; what the files throw
 */
export async function openFolderWeights(source: FileSource): Promise<FolderWeights> {
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
    for (const [name, read] of [
      [single, async () => openSafetensors(await open(single))],
      [
        index,
        async () =>
          openShardedSafetensors(await source.read(index, { maxBytes: LONGEST_INDEX }), open),
      ],
    ] as const) {
      if (!(await source.has(name))) continue;
      const file = fileIn(source, name);
      return { checkpoint: await namingFile(file, read), file, ...close };
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  throw new ModelFolderError(
    `${source.name || "the files"}: there are no weights, expected ${single} or ${index}`,
    { file: source.name },
  );
}
