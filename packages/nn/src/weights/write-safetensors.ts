import { formatShape, sizeOf } from "@qkv/core-wasm/contract";
import type { HostTensor } from "./host-tensor.ts";
import { SafetensorsError } from "./safetensors-error.ts";
import { LONGEST_HEADER, METADATA_KEY } from "./safetensors-header.ts";

const LONE_SURROGATE = /\p{Surrogate}/u;

type Named = readonly [name: string, tensor: HostTensor];

/**
 * A file in Hugging Face's safetensors format, byte for byte as its own writer makes it: float32
 * tensors (F32) first, then int32 (I32), each sorted by name; the header padded to 8 bytes.
 *
 * @throws SafetensorsError for a name given twice, or values that do not fill their shape
 */
export function writeSafetensors(
  tensors: Iterable<Named>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const named = [...tensors];
  checkTensors(named);
  checkMetadata(metadata);
  const inOrder = named.sort(
    ([a, { dtype: aType }], [b, { dtype: bType }]) =>
      (aType === bType ? 0 : aType === "float32" ? -1 : 1) || compareCodePoints(a, b),
  );
  const header = new TextEncoder().encode(headerText(inOrder, metadata));
  const dataStart = 8 + Math.ceil(header.length / 8) * 8;
  if (dataStart - 8 > LONGEST_HEADER)
    throw new SafetensorsError(
      `the header has ${header.length} bytes, at most ${LONGEST_HEADER} fit`,
    );
  const dataLength = inOrder.reduce((sum, [, { values }]) => sum + values.byteLength, 0);
  const file = new Uint8Array(dataStart + dataLength);
  new DataView(file.buffer).setUint32(0, dataStart - 8, true);
  file.set(header, 8);
  file.fill(0x20, 8 + header.length, dataStart);
  let position = dataStart;
  for (const [, { values }] of inOrder) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), position);
    position += values.byteLength;
  }
  return file;
}

function headerText(tensors: readonly Named[], metadata: Readonly<Record<string, string>>): string {
  const members: string[] = [];
  if (Object.keys(metadata).length > 0)
    members.push(`"${METADATA_KEY}":${JSON.stringify(metadata)}`);
  let begin = 0;
  for (const [name, { dtype, shape, values }] of tensors) {
    const end = begin + values.byteLength;
    const entry = { dtype: dtype === "float32" ? "F32" : "I32", shape, data_offsets: [begin, end] };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    begin = end;
  }
  return `{${members.join(",")}}`;
}

function checkTensors(tensors: readonly Named[]): void {
  const seen = new Set<string>();
  for (const [name, { dtype, shape, values }] of tensors) {
    if (seen.has(name)) throw new SafetensorsError("is given twice", name);
    seen.add(name);
    if (name === METADATA_KEY || LONE_SURROGATE.test(name))
      throw new SafetensorsError("the format cannot hold a tensor of this name", name);
    const Expected = dtype === "float32" ? Float32Array : Int32Array;
    if ((dtype !== "float32" && dtype !== "int32") || !(values instanceof Expected))
      throw new SafetensorsError(
        `is ${dtype} with values in ${values.constructor.name}, expected float32 in Float32Array or int32 in Int32Array`,
        name,
      );
    if (
      !shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0) ||
      sizeOf(shape) !== values.length
    )
      throw new SafetensorsError(
        `has ${values.length} values, which do not fill the shape ${formatShape(shape)}`,
        name,
      );
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
