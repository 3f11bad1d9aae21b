import type { ByteCursor } from "../byte-cursor.ts";
import { GgufError } from "./gguf-error.ts";

/** A value of a GGUF file's metadata with its type: "uint32", "string", "array of float32". */
export interface GgufValue {
  readonly type: string;
  /** Integers beyond 2^53 are bigints. */
  readonly value: GgufPlain;
}

/** The value itself, without its type. */
export type GgufPlain = number | bigint | boolean | string | readonly GgufPlain[];

interface ValueKind {
  readonly name: string;
  /** Bytes that it takes at least: what a count is compared with before anything is made. */
  readonly least: number;
  readonly read: (cursor: ByteCursor) => GgufPlain;
}

const ARRAY = 9;
const DEEPEST_ARRAY = 4;

/** The types of metadata values by their number (ggml's docs/gguf.md). */
const kinds: readonly (ValueKind | undefined)[] = [
  { name: "uint8", least: 1, read: (cursor) => cursor.uint8() },
  { name: "int8", least: 1, read: (cursor) => cursor.int8() },
  { name: "uint16", least: 2, read: (cursor) => cursor.uint16() },
  { name: "int16", least: 2, read: (cursor) => cursor.int16() },
  { name: "uint32", least: 4, read: (cursor) => cursor.uint32() },
  { name: "int32", least: 4, read: (cursor) => cursor.int32() },
  { name: "float32", least: 4, read: (cursor) => cursor.float32() },
  { name: "bool", least: 1, read: bool },
  { name: "string", least: 8, read: (cursor) => readText(cursor, "a string") },
  undefined, // arrays, which know what they are of
  { name: "uint64", least: 8, read: (cursor) => cursor.uint64() },
  { name: "int64", least: 8, read: (cursor) => cursor.int64() },
  { name: "float64", least: 8, read: (cursor) => cursor.float64() },
];

/** A text behind its length. */
export function readText(cursor: ByteCursor, called: string): string {
  return cursor.text(cursor.count64(`the length of ${called}`), called);
}

/** A value behind the number of its type. */
export function readValue(cursor: ByteCursor, key: string, depth = 0): GgufValue {
  const type = cursor.uint32();
  if (type === ARRAY) return readArray(cursor, key, depth);
  const kind = kindOf(type, key);
  return { type: kind.name, value: kind.read(cursor) };
}

function readArray(cursor: ByteCursor, key: string, depth: number): GgufValue {
  if (depth === DEEPEST_ARRAY)
    throw new GgufError(`has arrays more than ${DEEPEST_ARRAY} deep in one another`, key);
  const type = cursor.uint32();
  const count = cursor.count64("the length of an array");
  const isNested = type === ARRAY;
  const least = isNested ? 12 : kindOf(type, key).least;
  if (count * least > cursor.rest)
    throw new GgufError(
      `is an array of ${count} values, and only ${cursor.rest} bytes are left`,
      key,
    );
  const values: GgufPlain[] = [];
  if (isNested) {
    let inner = "array";
    for (let i = 0; i < count; i++) {
      const item = readArray(cursor, key, depth + 1);
      inner = item.type;
      values.push(item.value);
    }
    return { type: `array of ${inner}`, value: values };
  }
  const { name, read } = kindOf(type, key);
  for (let i = 0; i < count; i++) values.push(read(cursor));
  return { type: `array of ${name}`, value: values };
}

function kindOf(type: number, key: string): ValueKind {
  const kind = kinds[type];
  if (kind) return kind;
  throw new GgufError(`has a value of type ${type}, expected one from 0 to 12`, key);
}

function bool(cursor: ByteCursor): boolean {
  const value = cursor.uint8();
  if (value > 1) throw new GgufError(`a bool is ${value}, expected 0 or 1`);
  return value === 1;
}
