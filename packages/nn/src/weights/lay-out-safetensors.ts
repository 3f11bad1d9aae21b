import { type DType, type Shape, sizeOf } from "@qkv/core-wasm/contract";
import { SafetensorsError } from "./safetensors-error.ts";
import { LONGEST_HEADER, METADATA_KEY } from "./safetensors-header.ts";
import { LENGTH_BYTES } from "./safetensors-layout.ts";
import { type WrittenDType, writingOf } from "./written-dtype.ts";

const LONE_SURROGATE = /\p{Surrogate}/u;

interface Described {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A file that is to be written: what it begins with, and whose values follow in which order. */
export interface FileLayout<T extends Described> {
  /** The header with its length in front. */
  readonly head: Uint8Array;
  readonly inOrder: readonly (readonly [name: string, tensor: T])[];
  /** Bytes of the whole file. */
  readonly size: number;
}

export const byteLengthOf = ({ dtype, shape }: Described, floats: WrittenDType): number =>
  writingOf(dtype, floats).bytes * sizeOf(shape);

/** As Hugging Face's own writer: the widest first, float32 before int32, each sorted by name; the header padded to 8 bytes. */
export function layOutSafetensors<T extends Described>(
  tensors: Iterable<readonly [name: string, tensor: T]>,
  metadata: Readonly<Record<string, string>>,
  floats: WrittenDType = "float32",
): FileLayout<T> {
  const inOrder = [...tensors];
  checkNames(inOrder);
  checkMetadata(metadata);
  const widthOf = ({ dtype }: Described) => writingOf(dtype, floats).bytes;
  inOrder.sort(
    ([a, one], [b, other]) =>
      widthOf(other) - widthOf(one) ||
      (one.dtype === other.dtype ? 0 : one.dtype === "float32" ? -1 : 1) ||
      compareCodePoints(a, b),
  );
  const header = new TextEncoder().encode(headerText(inOrder, metadata, floats));
  const padded = Math.ceil(header.length / 8) * 8;
  if (padded > LONGEST_HEADER)
    throw new SafetensorsError(
      `the header has ${header.length} bytes, at most ${LONGEST_HEADER} fit`,
    );
  const head = new Uint8Array(LENGTH_BYTES + padded).fill(0x20, LENGTH_BYTES + header.length);
  new DataView(head.buffer).setUint32(0, padded, true);
  head.set(header, LENGTH_BYTES);
  const size = inOrder.reduce((sum, [, tensor]) => sum + byteLengthOf(tensor, floats), head.length);
  return { head, inOrder, size };
}

function headerText(
  tensors: readonly (readonly [string, Described])[],
  metadata: Readonly<Record<string, string>>,
  floats: WrittenDType,
): string {
  const members: string[] = [];
  if (Object.keys(metadata).length > 0)
    members.push(`"${METADATA_KEY}":${JSON.stringify(metadata)}`);
  let begin = 0;
  for (const [name, tensor] of tensors) {
    const end = begin + byteLengthOf(tensor, floats);
    const { dtype, shape } = tensor;
    const { stored } = writingOf(dtype, floats);
    const entry = { dtype: stored, shape, data_offsets: [begin, end] };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    begin = end;
  }
  return `{${members.join(",")}}`;
}

function checkNames(tensors: readonly (readonly [string, Described])[]): void {
  const seen = new Set<string>();
  for (const [name] of tensors) {
    if (seen.has(name)) throw new SafetensorsError("is given twice", name);
    seen.add(name);
    if (name === METADATA_KEY || LONE_SURROGATE.test(name))
      throw new SafetensorsError("the format cannot hold a tensor of this name", name);
  }
}

function checkMetadata(metadata: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(metadata))
    if (typeof value !== "string" || LONE_SURROGATE.test(key + value))
      throw new SafetensorsError(
        `metadata ${JSON.stringify(key)} is ${JSON.stringify(value)}, expected a string of Unicode text`,
      );
}

/** The order of UTF-8 bytes, which differs from JavaScript's where surrogates meet U+E000 to U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === a.length || i === b.length) return a.length - b.length;
  return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
}

const rank = (unit: number): number =>
  unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
