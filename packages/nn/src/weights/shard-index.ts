import { JsonCursor } from "./json-cursor.ts";
import { quote, SafetensorsError } from "./safetensors-error.ts";

/**
 * Read `{"metadata":{...},"weight_map":{"name":"model-00001-of-00002.safetensors", ...}}`, as Hugging Face writes it: for
 * each tensor the shard that holds it. `metadata` and other fields are passed over.
 *
 * @throws SafetensorsError for anything else, and for shards that are no plain names of files beside the index
 */
export function parseShardIndex(json: string): ReadonlyMap<string, string> {
  const cursor = new JsonCursor(json, "index");
  let shards: ReadonlyMap<string, string> | undefined;
  for (const field of cursor.keys())
    if (field === "weight_map") shards = parseWeightMap(cursor);
    else cursor.skip();
  cursor.end();
  if (!shards) throw new SafetensorsError("the index has no weight_map");
  return shards;
}

function parseWeightMap(cursor: JsonCursor): ReadonlyMap<string, string> {
  const shards = new Map<string, string>();
  for (const name of cursor.keys()) {
    cursor.tensor = name;
    const shard = cursor.string();
    if (!FILE_NAME.test(shard))
      throw new SafetensorsError(
        `the index puts it into ${quote(shard)}, expected the name of a file beside the index`,
        name,
      );
    shards.set(name, shard);
    cursor.tensor = undefined;
  }
  return shards;
}

/** No separators of any system, no hidden file, nothing that leads to another folder, drive or stream. */
const FILE_NAME = /^(?!\.)[^/\\:\p{Cc}]{1,255}$/u;
