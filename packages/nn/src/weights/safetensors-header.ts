import type { Shape } from "@qkv/core-wasm/contract";
import { JsonCursor } from "./json-cursor.ts";
import { quote, SafetensorsError } from "./safetensors-error.ts";

/** The reader and the writer refuse longer headers, as Hugging Face's do. */
export const LONGEST_HEADER = 100_000_000;

/** The header's key that holds text about the file, not a tensor. */
export const METADATA_KEY = "__metadata__";

/** What the header says of a tensor, not yet compared with the file. */
export interface TensorEntry {
  readonly dtype: string;
  readonly shape: Shape;
  /** First byte of the values, counted from the end of the header. */
  readonly begin: number;
  /** The byte after the last. */
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly entries: ReadonlyMap<string, TensorEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Read `{"name":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}, ..., "__metadata__":{...}}`. */
export function parseHeader(json: string): SafetensorsHeader {
  const cursor = new JsonCursor(json, "header");
  const entries = new Map<string, TensorEntry>();
  let metadata: Readonly<Record<string, string>> = Object.create(null);
  for (const name of cursor.keys())
    if (name === METADATA_KEY) metadata = parseMetadata(cursor);
    else entries.set(name, parseEntry(cursor, name));
  cursor.end();
  return { entries, metadata };
}

function parseMetadata(cursor: JsonCursor): Readonly<Record<string, string>> {
  // No prototype: a key such as "__proto__" or "constructor" is a key like any other.
  const metadata: Record<string, string> = Object.create(null);
  for (const key of cursor.keys()) metadata[key] = cursor.string();
  return metadata;
}

function parseEntry(cursor: JsonCursor, name: string): TensorEntry {
  cursor.tensor = name;
  let dtype: string | undefined;
  let shape: Shape | undefined;
  let offsets: readonly number[] | undefined;
  for (const field of cursor.keys())
    if (field === "dtype") dtype = cursor.string();
    else if (field === "shape") shape = cursor.counts();
    else if (field === "data_offsets") offsets = cursor.counts();
    else
      throw new SafetensorsError(
        `unknown field ${quote(field)}, expected dtype, shape and data_offsets`,
        name,
      );
  if (dtype === undefined) throw new SafetensorsError("has no dtype", name);
  if (shape === undefined) throw new SafetensorsError("has no shape", name);
  if (offsets === undefined) throw new SafetensorsError("has no data_offsets", name);
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2)
    throw new SafetensorsError(
      `data_offsets has ${offsets.length} numbers, expected 2: the first byte and the one after the last`,
      name,
    );
  cursor.tensor = undefined;
  return { dtype, shape, begin, end };
}
