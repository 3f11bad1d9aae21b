import type { HostTensor } from "./host-tensor.ts";

/** How float32 is written: as it is, or rounded to 16 bits, ties to even. int32 stays. */
export type WrittenDType = "float32" | "float16" | "bfloat16";

export const writtenDTypes: readonly WrittenDType[] = ["float32", "float16", "bfloat16"];

interface Writing {
  /** By the name that safetensors files use. */
  readonly stored: string;
  readonly bytes: number;
  encode(values: Float32Array): ArrayBufferView;
}

const writings: Readonly<Record<WrittenDType, Writing>> = {
  float32: { stored: "F32", bytes: 4, encode: (values) => values },
  float16: {
    stored: "F16",
    bytes: 2,
    encode: (values) => halves(values, toHalf),
  },
  bfloat16: {
    stored: "BF16",
    bytes: 2,
    encode: (values) => halves(values, toBrain),
  },
};

const int32: Writing = { stored: "I32", bytes: 4, encode: (values) => values };

/** How tensors of a dtype are written. */
export const writingOf = (dtype: HostTensor["dtype"], floats: WrittenDType): Writing =>
  dtype === "int32" ? int32 : writings[floats];

/** Not Uint16Array.from, which takes a hundred times as long. */
function halves(values: Float32Array, toBits: (bits: number) => number): Uint16Array {
  const { buffer, byteOffset, length } = values;
  const bits = new Uint32Array(buffer, byteOffset, length);
  const made = new Uint16Array(length);
  for (let i = 0; i < length; i++) made[i] = toBits(bits[i]!);
  return made;
}

/** bfloat16 is the upper half of a float32; NaN stays one. */
function toBrain(bits: number): number {
  if ((bits & 0x7fffffff) > 0x7f800000) return (bits >>> 16) | 0x40;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

/** IEEE 754 binary16: what is beyond its range becomes infinite, what is below its smallest is rounded to it or to 0. */
function toHalf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // NaN
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // 65520 and beyond
  if (magnitude >= 0x38800000) {
    const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1); // 10 bits of fraction stay
    return sign | ((rounded - 0x38000000) >>> 13);
  }
  const shift = 126 - (magnitude >>> 23); // in units of 2^-24
  if (shift > 24) return sign;
  const fraction = (magnitude & 0x7fffff) | 0x800000;
  const half = 1 << (shift - 1);
  const kept = fraction >>> shift;
  const rest = fraction & ((1 << shift) - 1);
  return sign | (kept + (rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0));
}
