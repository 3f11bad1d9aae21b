import type { StoredDType } from "../../stored-dtype.ts";

/** A format that stores elements in blocks with scales of their own. */
export interface BlockFormat {
  /** Elements of a block. */
  readonly elements: number;
  /** Bytes of a block. */
  readonly bytes: number;
  /**
   * Write the elements of the block that begins at `at` to `to`, from element `first` on. Computed in float64, where
   * products of scales and integers are exact, and rounded once, as it is stored.
   */
  readonly dequantize: (block: DataView, at: number, to: Float32Array, first: number) => void;
}

export function blocksOf({ elements, bytes, dequantize }: BlockFormat): StoredDType {
  return {
    block: elements,
    bytes,
    dtype: "float32",
    decode(stored, _first, _wrong, memory) {
      const count = stored.length / bytes;
      const { buffer } = memory?.words(count * elements) ?? new Int32Array(count * elements);
      const values = new Float32Array(buffer, 0, count * elements);
      const view = new DataView(stored.buffer, stored.byteOffset, stored.length);
      for (let block = 0; block < count; block++)
        dequantize(view, block * bytes, values, block * elements);
      return values;
    },
  };
}

/** IEEE 754 binary16 at a byte. */
export function half(view: DataView, at: number): number {
  const bits = view.getUint16(at, true);
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : (1024 + fraction) * 2 ** (exponent - 25);
  return bits & 0x8000 ? -size : size;
}
