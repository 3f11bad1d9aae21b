import { sizeOf } from "@qkv/core-wasm/contract";
import { expectObject } from "../../options/expect-argument.ts";
import { parseHead } from "../byte-cursor.ts";
import type { ByteSource } from "../byte-source.ts";
import type { Checkpoint, StoredTensor } from "../checkpoint.ts";
import { RangeTensor } from "../range-tensor.ts";
import { quote } from "../safetensors-error.ts";
import { type GgufFormat, ggufFormat } from "./formats/index.ts";
import { GgufError, wrongGguf } from "./gguf-error.ts";
import { type GgufEntry, type GgufHeader, readHeader } from "./gguf-header.ts";
import type { GgufValue } from "./gguf-values.ts";

/** Vocabularies of a million tokens with their merges fit. */
const LONGEST_HEADER = 2 ** 28;

/** A tensor in a GGUF file; quantised ones read as the float32 that they stand for. */
export interface GgufTensor extends StoredTensor {
  /** As ggml calls it: "Q4_K". */
  readonly type: string;
  /** Where it begins in the file. */
  readonly offset: number;
}

class PlacedTensor extends RangeTensor implements GgufTensor {
  readonly type: string;
  readonly offset: number;

  constructor(
    name: string,
    { shape }: GgufEntry,
    { name: type, stored }: GgufFormat,
    { source, offset }: { readonly source: ByteSource; readonly offset: number },
  ) {
    super(shape, stored, { source, offset, wrong: (problem) => new GgufError(problem, name) });
    this.type = type;
    this.offset = offset;
  }
}

/** An opened GGUF file. */
export interface GgufFile extends Checkpoint {
  readonly version: number;
  /** All of its metadata, with types; `metadata` has the texts alone. */
  readonly keyValues: ReadonlyMap<string, GgufValue>;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

/**
 * Open a GGUF file, version 2 or 3, as llama.cpp and its tools write it: reads and checks what stands before the data, and of
 * the tensors what is asked for. Names are the file's; `ggufModel` gives those of Hugging Face. The source must stay open.
 *
 * @throws GgufError that names the tensor or key, what was expected and what came; what the source throws
 */
export async function openGguf(source: ByteSource): Promise<GgufFile> {
  expectObject("openGguf", "source", source, "a byte source", "size", "read");
  const limits = { longest: LONGEST_HEADER, wrong: wrongGguf };
  const header = await parseHead(source, limits, readHeader);
  const tensors = new Map<string, GgufTensor>();
  for (const [name, entry] of header.entries) {
    const format = ggufFormat(entry.type);
    if (typeof format === "string") throw new GgufError(format, name);
    expectPlace(name, entry, format, header, source.size);
    const offset = header.dataStart + entry.offset;
    tensors.set(name, new PlacedTensor(name, entry, format, { source, offset }));
  }
  expectApart(tensors);
  const metadata: Record<string, string> = Object.create(null);
  for (const [key, { value }] of header.keyValues)
    if (typeof value === "string") metadata[key] = value;
  return { version: header.version, keyValues: header.keyValues, tensors, metadata };
}

function expectPlace(
  name: string,
  { shape, offset }: GgufEntry,
  { name: type, stored: { block = 1, bytes } }: GgufFormat,
  { dataStart, alignment }: GgufHeader,
  fileSize: number,
): void {
  const row = shape.at(-1) ?? 1;
  if (row % block !== 0)
    throw new GgufError(`has rows of ${row}, expected a multiple of ${block} for ${type}`, name);
  const elements = sizeOf(shape);
  const size = (elements / block) * bytes;
  if (!Number.isSafeInteger(elements) || dataStart + offset + size > fileSize)
    throw new GgufError(
      `needs ${size} bytes from byte ${dataStart + offset} on, and the file ends at ${fileSize}; is it complete?`,
      name,
    );
  if (offset % alignment !== 0)
    throw new GgufError(`begins at ${offset}, expected a multiple of ${alignment}`, name);
}

function expectApart(tensors: ReadonlyMap<string, GgufTensor>): void {
  let end = 0;
  let before = "";
  for (const [name, tensor] of [...tensors].sort(([, a], [, b]) => a.offset - b.offset)) {
    if (tensor.offset < end)
      throw new GgufError(`begins at byte ${tensor.offset}, inside ${quote(before)}`, name);
    end = tensor.offset + tensor.bytes;
    before = name;
  }
}
