import type { ByteSource } from "./byte-source.ts";
import type { Checkpoint, StoredTensor } from "./checkpoint.ts";
import { openSafetensors } from "./open-safetensors.ts";
import { quote, SafetensorsError } from "./safetensors-error.ts";
import { decodeText } from "./safetensors-layout.ts";
import { parseShardIndex } from "./shard-index.ts";

/**
 * Open a model that is spread over several safetensors files: `index` is the text of its "model.safetensors.index.json",
 * and `openShard` gives the source of a file that stands beside it. Every tensor must be in the shard that the index
 * names, and in no other.
 *
 * @throws SafetensorsError that names the tensor or the shard; what `openShard` throws
 */
export const openShardedSafetensors = (
  index: Uint8Array | string,
  openShard: (name: string) => Promise<ByteSource>,
): Promise<Checkpoint> => openShards(index, openShard, openSafetensors);

/** The same of shards that `open` opens. */
export async function openShards(
  index: Uint8Array | string,
  openShard: (name: string) => Promise<ByteSource>,
  open: (source: ByteSource) => Promise<Checkpoint>,
): Promise<Checkpoint> {
  const shardOf = parseShardIndex(
    typeof index === "string" ? index : decodeText(index, "the index"),
  );
  const tensors = new Map<string, StoredTensor>();
  const metadata: Record<string, string> = Object.create(null);
  for (const shard of new Set(shardOf.values())) {
    const opened = await openNamed(shard, await openShard(shard), open);
    for (const [name, tensor] of opened.tensors) {
      const expected = shardOf.get(name);
      if (expected !== shard)
        throw new SafetensorsError(
          `is in shard ${quote(shard)}, and the index ${expected === undefined ? "does not have it" : `puts it into ${quote(expected)}`}`,
          name,
        );
      tensors.set(name, tensor);
    }
    Object.assign(metadata, opened.metadata);
  }
  for (const [name, shard] of shardOf)
    if (!tensors.has(name))
      throw new SafetensorsError(`the index puts it into ${quote(shard)}, which has none`, name);
  return { tensors, metadata };
}

async function openNamed(
  shard: string,
  source: ByteSource,
  open: (source: ByteSource) => Promise<Checkpoint>,
): Promise<Checkpoint> {
  try {
    return await open(source);
  } catch (error) {
    throw error instanceof SafetensorsError ? error.inShard(shard) : error;
  }
}
