import { ByteCursor } from "../byte-cursor.ts";
import { Llama2cError, wrongLlama2c } from "./llama2c-error.ts";

/** What stands before the weights of a .bin file of llama2.c (its export.py). */
export interface Llama2cHeader {
  /** 0: the header without a name; 1: the one that begins with "ak42". */
  readonly version: 0 | 1;
  readonly dim: number;
  readonly hiddenDim: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly vocabSize: number;
  readonly sequenceLength: number;
  /** Whether the output layer is the embedding's matrix. */
  readonly sharedClassifier: boolean;
  /** Where the weights begin. */
  readonly bytes: number;
}

const MAGIC = 0x616b3432; // "ak42"
const OLD_BYTES = 7 * 4;
export const HEADER_BYTES = 256;

/** @throws Llama2cError for sizes of which no model can be */
export function readLlama2cHeader(first: Uint8Array): Llama2cHeader {
  const cursor = new ByteCursor(first, wrongLlama2c);
  const isNamed = first.length >= 4 && cursor.uint32() === MAGIC;
  if (!isNamed) {
    cursor.position = 0;
    const sizes = readSizes(cursor);
    const sharedClassifier = sizes.vocabSize > 0;
    const vocabSize = Math.abs(sizes.vocabSize);
    return checked({ version: 0, ...sizes, vocabSize, sharedClassifier, bytes: OLD_BYTES });
  }
  const version = cursor.int32();
  if (version === 2)
    throw new Llama2cError(
      "it is quantised (version 2 of its format), expected float32: export it with --version 1",
    );
  if (version !== 1) throw new Llama2cError(`its version is ${version}, expected 0 or 1`);
  const sizes = readSizes(cursor);
  const shared = cursor.uint8();
  if (shared > 1)
    throw new Llama2cError(`the mark of a shared classifier is ${shared}, expected 0 or 1`);
  return checked({ version: 1, ...sizes, sharedClassifier: shared === 1, bytes: HEADER_BYTES });
}

const readSizes = (cursor: ByteCursor) => ({
  dim: cursor.int32(),
  hiddenDim: cursor.int32(),
  layers: cursor.int32(),
  heads: cursor.int32(),
  keyValueHeads: cursor.int32(),
  vocabSize: cursor.int32(),
  sequenceLength: cursor.int32(),
});

function checked(header: Llama2cHeader): Llama2cHeader {
  const { dim, heads, keyValueHeads } = header;
  for (const [name, size] of Object.entries(header))
    if (typeof size === "number" && name !== "version" && size < 1)
      throw new Llama2cError(`${name} is ${size}, expected at least 1; is it a file of llama2.c?`);
  if (dim % heads !== 0 || (dim / heads) % 2 !== 0)
    throw new Llama2cError(
      `dim is ${dim} for ${heads} heads, expected heads of an even width that divide it`,
    );
  if (heads % keyValueHeads !== 0)
    throw new Llama2cError(`${keyValueHeads} heads of keys do not divide ${heads} heads`);
  return header;
}
