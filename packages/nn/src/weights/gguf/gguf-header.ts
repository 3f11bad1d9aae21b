import type { Shape } from "@qkv/core-wasm/contract";
import type { ByteCursor } from "../byte-cursor.ts";
import { GgufError } from "./gguf-error.ts";
import { type GgufValue, readText, readValue } from "./gguf-values.ts";

/** What the header says of a tensor, not yet compared with the file. */
export interface GgufEntry {
  /** The number of its format. */
  readonly type: number;
  /** Outermost axis first, as everywhere here; files have them the other way round. */
  readonly shape: Shape;
  /** First byte of its data, counted from where all data begin. */
  readonly offset: number;
}

export interface GgufHeader {
  readonly version: number;
  readonly keyValues: ReadonlyMap<string, GgufValue>;
  readonly entries: ReadonlyMap<string, GgufEntry>;
  /** Where the data of all tensors begin. */
  readonly dataStart: number;
  readonly alignment: number;
}

const MAGIC = 0x46554747; // "GGUF"
const VERSIONS = [2, 3];
const DEFAULT_ALIGNMENT = 32;
const LARGEST_ALIGNMENT = 2 ** 16;
const MOST_AXES = 4;
/** Bytes of the smallest entries: a key of one letter with a value of one byte, a tensor of that name without axes. */
const LEAST_KEY_VALUE = 8 + 1 + 4 + 1;
const LEAST_TENSOR = 8 + 1 + 4 + 4 + 8;

/** Read all that stands before the data, as ggml's docs/gguf.md has it. */
export function readHeader(cursor: ByteCursor): GgufHeader {
  const version = readVersion(cursor);
  const tensorCount = cursor.count64("the number of tensors");
  const keyCount = cursor.count64("the number of metadata keys");
  if (keyCount * LEAST_KEY_VALUE + tensorCount * LEAST_TENSOR > cursor.rest)
    throw new GgufError(
      `${keyCount} metadata keys and ${tensorCount} tensors are said to follow, and only ${cursor.rest} bytes do`,
    );
  const keyValues = new Map<string, GgufValue>();
  for (let i = 0; i < keyCount; i++) {
    const key = readName(cursor, "a metadata key", keyValues);
    keyValues.set(key, readValue(cursor, key));
  }
  const alignment = alignmentOf(keyValues);
  const entries = new Map<string, GgufEntry>();
  for (let i = 0; i < tensorCount; i++) {
    const name = readName(cursor, "a tensor's name", entries);
    entries.set(name, readEntry(cursor, name));
  }
  const dataStart = Math.ceil(cursor.position / alignment) * alignment;
  return { version, keyValues, entries, dataStart, alignment };
}

function readVersion(cursor: ByteCursor): number {
  if (cursor.uint32() !== MAGIC)
    throw new GgufError('the file does not begin with "GGUF"; is it a GGUF file?');
  const version = cursor.uint32();
  if (VERSIONS.includes(version)) return version;
  throw new GgufError(
    version > 0 && version % 2 ** 16 === 0
      ? "its numbers are big-endian, expected little-endian ones; convert it on such a machine"
      : `its version is ${version}, expected ${VERSIONS.join(" or ")}`,
  );
}

function readName(
  cursor: ByteCursor,
  called: string,
  earlier: { has(name: string): boolean },
): string {
  const name = readText(cursor, called);
  if (name === "") throw new GgufError(`${called} is empty`);
  if (earlier.has(name)) throw new GgufError("stands twice", name);
  return name;
}

function alignmentOf(keyValues: ReadonlyMap<string, GgufValue>): number {
  const key = "general.alignment";
  const given = keyValues.get(key);
  if (!given) return DEFAULT_ALIGNMENT;
  const { type, value } = given;
  if (
    type !== "uint32" ||
    typeof value !== "number" ||
    !Number.isInteger(Math.log2(value)) ||
    value > LARGEST_ALIGNMENT
  )
    throw new GgufError(
      `is ${String(value)} (${type}), expected a power of two up to ${LARGEST_ALIGNMENT} (uint32)`,
      key,
    );
  return value;
}

function readEntry(cursor: ByteCursor, name: string): GgufEntry {
  const axes = cursor.uint32();
  if (axes > MOST_AXES)
    throw new GgufError(`has ${axes} axes, expected at most ${MOST_AXES}`, name);
  const shape: number[] = [];
  for (let axis = 0; axis < axes; axis++) {
    const size = cursor.count64("a tensor's axis");
    if (size === 0) throw new GgufError("has an axis of 0, expected at least 1", name);
    shape.unshift(size);
  }
  const type = cursor.uint32();
  return { type, shape, offset: cursor.count64("a tensor's offset") };
}
