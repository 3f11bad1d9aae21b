import type { DType, HalfFloats } from "@qkv/core-wasm/contract";
import type { HostTensor } from "./host-tensor.ts";
import type { PieceMemory } from "./piece-memory.ts";

type Values = HostTensor["values"];

/** The error for what is wrong with a tensor in a file, in the words of the file's format. */
export type Wrong = (problem: string) => Error;

/** An element type of files. */
export interface StoredDType {
  /** Elements that are stored together and can only be read together; 1 unless given. */
  readonly block?: number;
  /** Bytes of a block. */
  readonly bytes: number;
  /** What its values become here. */
  readonly dtype: DType;
  /**
   * The values in these bytes; a view on them where none needs to change. Errors name the element, of which the first here
   * is number `first`. Values that are made anew may lie in `memory`.
   */
  readonly decode: (bytes: Uint8Array, first: number, wrong: Wrong, memory?: PieceMemory) => Values;
  /** Said of floats of 16 bits, which some devices widen themselves. */
  readonly halves?: HalfFloats["format"];
}

/** The element types that can be read, by the name that safetensors files use. */
export const storedDTypes: ReadonlyMap<string, StoredDType> = new Map<string, StoredDType>([
  ["F32", { bytes: 4, dtype: "float32", decode: (bytes) => view(Float32Array, bytes) }],
  [
    "F64",
    { bytes: 8, dtype: "float32", decode: (bytes) => new Float32Array(view(Float64Array, bytes)) },
  ],
  ["F16", { bytes: 2, dtype: "float32", decode: fromHalves, halves: "float16" }],
  ["BF16", { bytes: 2, dtype: "float32", decode: fromBrains, halves: "bfloat16" }],
  ["I32", { bytes: 4, dtype: "int32", decode: (bytes) => view(Int32Array, bytes) }],
  ["I64", { bytes: 8, dtype: "int32", decode: fromInt64 }],
  ["U8", { bytes: 1, dtype: "int32", decode: (bytes) => new Int32Array(bytes) }],
  ["I8", { bytes: 1, dtype: "int32", decode: (bytes) => new Int32Array(view(Int8Array, bytes)) }],
  ["BOOL", { bytes: 1, dtype: "int32", decode: fromBool }],
]);

interface ViewConstructor<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

// Files and WebAssembly are little-endian, and so is every machine that runs it.
export function view<T>(Type: ViewConstructor<T>, bytes: Uint8Array): T {
  const size = Type.BYTES_PER_ELEMENT;
  // A typed array begins at a multiple of its element size. Not bytes.slice(): of Node's Buffer that is a view again.
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new Type(aligned.buffer, aligned.byteOffset, aligned.byteLength / size);
}

/** IEEE 754 binary16: sign, 5 bits of exponent biased by 15, 10 of fraction. */
function halfBits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return sign | 0x7f800000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  const lead = Math.clz32(fraction) - 21; // places to the leading one of 10 bits
  return sign | ((113 - lead) << 23) | (((fraction << lead) & 1023) << 13);
}

/** The bits of every half as a float32: looking up is twice as fast as working out. Made at the first use. */
let floatOfHalf: Int32Array | undefined;

function fromHalves(bytes: Uint8Array, _: number, __: Wrong, memory?: PieceMemory): Values {
  floatOfHalf ??= Int32Array.from({ length: 2 ** 16 }, (_, half) => halfBits(half));
  const table = floatOfHalf;
  const halves = view(Uint16Array, bytes);
  const made = memory?.words(halves.length) ?? new Int32Array(halves.length);
  // Two at a time, which is a third faster.
  const pairs = view(Int32Array, bytes.subarray(0, bytes.length & ~3));
  for (let i = 0, to = 0; i < pairs.length; i++) {
    const pair = pairs[i]!;
    made[to++] = table[pair & 0xffff]!;
    made[to++] = table[pair >>> 16]!;
  }
  if (halves.length % 2 === 1) made[halves.length - 1] = table[halves.at(-1)!]!;
  return new Float32Array(made.buffer, 0, made.length);
}

/** bfloat16 is the upper half of a float32. */
function fromBrains(bytes: Uint8Array, _: number, __: Wrong, memory?: PieceMemory): Values {
  const halves = view(Uint16Array, bytes);
  const made = memory?.words(halves.length) ?? new Int32Array(halves.length);
  const pairs = view(Int32Array, bytes.subarray(0, bytes.length & ~3));
  for (let i = 0, to = 0; i < pairs.length; i++) {
    const pair = pairs[i]!;
    made[to++] = pair << 16;
    made[to++] = pair & 0xffff0000;
  }
  if (halves.length % 2 === 1) made[halves.length - 1] = halves.at(-1)! << 16;
  return new Float32Array(made.buffer, 0, made.length);
}

function fromInt64(bytes: Uint8Array, first: number, wrong: Wrong): Int32Array {
  const words = view(Int32Array, bytes);
  const values = new Int32Array(words.length / 2);
  for (let i = 0; i < values.length; i++) {
    const low = words[2 * i]!;
    const high = words[2 * i + 1]!;
    if (high !== low >> 31) {
      const value = BigInt(high) * 2n ** 32n + BigInt(low >>> 0);
      throw wrong(
        `element ${first + i} is ${value}, expected an integer of 32 bits (from -2147483648 to 2147483647)`,
      );
    }
    values[i] = low;
  }
  return values;
}

function fromBool(bytes: Uint8Array, first: number, wrong: Wrong): Int32Array {
  const at = bytes.findIndex((byte) => byte > 1);
  if (at >= 0) throw wrong(`BOOL element ${first + at} is ${bytes[at]}, expected 0 or 1`);
  return new Int32Array(bytes);
}
