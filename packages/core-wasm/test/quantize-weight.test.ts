import { describe, expect, it } from "vitest";
import { createWasmBackend } from "../src/backend/wasm-backend.ts";
import { roundTiesToEven } from "../src/contract/float-bits.ts";
import { bitsOfHalf, halfOfBits } from "../src/contract/half-precision.ts";
import {
  createReferenceBackend,
  packedShape,
  type QuantizedFormat,
  quantizedFormatNames,
  quantizedFormats,
  quantizeWeight,
  scalesShape,
} from "../src/contract/index.ts";

/** The values after quantisation and back. */
function rounded(format: QuantizedFormat, shape: readonly number[], values: readonly number[]) {
  const { packed, scales } = quantizeWeight(format, shape, Float32Array.from(values));
  expect(packed.length).toBe(packedShape(format, shape).reduce((a, b) => a * b));
  expect(scales?.length).toBe(scalesShape(format, shape)?.reduce((a, b) => a * b));
  return [...quantizedFormats[format].decode(shape, packed, scales)];
}

describe("quantizeWeight", () => {
  it("rounds bf16 to nearest, ties to even, as the upper half of a float32", () => {
    const ulp = 2 ** -7;
    expect(rounded("bf16", [1, 6], [1, 1 + ulp / 2, 1 + 1.5 * ulp, 1 + 0.6 * ulp, -3, 0])).toEqual([
      1,
      1,
      1 + 2 * ulp,
      1 + ulp,
      -3,
      0,
    ]);
  });

  it("rounds f16 to nearest, ties to even, subnormals kept", () => {
    const [ulp, least] = [2 ** -10, 2 ** -24];
    const given = [1, 1 + ulp / 2, 1 + 1.5 * ulp, -1 - 0.6 * ulp, 65504, 2047.5, 4097, -0];
    expect(rounded("f16", [1, 8], given)).toEqual([
      ...[1, 1, 1 + 2 * ulp, -1 - ulp, 65504, 2048, 4096, -0],
    ]);
    const small = [least, 1.5 * least, 2.5 * least, least / 2, -0.6 * least, 1023.5 * least];
    expect(rounded("f16", [1, 6], small)).toEqual([
      ...[least, 2 * least, 2 * least, 0, -least, 2 ** -14],
    ]);
  });

  it("refuses in f16 what it cannot hold, in words that say what can", () => {
    for (const value of [65505, -70000, 1e30])
      expect(() => rounded("f16", [1, 2], [0, value])).toThrow(
        `the weight at [0, 1] is ${Math.fround(value)}, expected at most 65504 in magnitude, the largest of f16 (bf16 `,
      );
  });

  it("int8 has a scale a row: multiples of max|w| / 127 are exact", () => {
    expect(rounded("int8", [2, 3], [127, -64, 1.5, -254, 2, 3])).toEqual([
      127,
      -64,
      2,
      -254,
      2,
      4, // 3 / 2 = 1.5 to the even 2
    ]);
  });

  it("int4 has a scale a block of 32: the largest is exact, the others within one step of 16", () => {
    const values = Array.from({ length: 40 }, (_, i) => Math.sin(i) * (i < 32 ? 1 : 100));
    const result = rounded("int4", [1, 40], values);
    for (const [begin, end] of [
      [0, 32],
      [32, 40],
    ] as const) {
      const block = values.slice(begin, end);
      const largest = Math.max(...block.map(Math.abs));
      for (const [i, value] of block.entries())
        expect(Math.abs(result[begin + i]! - value)).toBeLessThanOrEqual(largest / 8 + 1e-6);
      const at = block.findIndex((value) => Math.abs(value) === largest);
      expect(result[begin + at]).toBeCloseTo(block[at]!, 5);
    }
  });

  it("zeros stay zeros, and weights that are not finite are refused by their place", () => {
    for (const format of quantizedFormatNames) {
      expect(rounded(format, [2, 33], new Array(66).fill(0)).every((x) => x === 0)).toBe(true);
      for (const bad of [Number.NaN, Infinity])
        expect(() => rounded(format, [2, 2], [1, 2, bad, 4])).toThrow(
          `quantizeWeight: the weight at [1, 0] is ${bad}, expected finite weights`,
        );
    }
  });

  it("rounds halves to even", () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4, -2.6].map(roundTiesToEven)).toEqual([
      0, 2, 2, 0, -2, 2, -3,
    ]);
  });
});

describe("half precision", () => {
  it("is IEEE 754's: every number of it comes back, NaN as one", () => {
    for (let bits = 0; bits < 2 ** 16; bits++) {
      const value = halfOfBits(bits);
      if (Number.isNaN(value)) expect(bits & 0x7fff).toBeGreaterThan(0x7c00);
      else expect(bitsOfHalf(value)).toBe(bits);
    }
    expect([0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00].map(halfOfBits)).toEqual([
      ...[1, -2, 65504, 2 ** -24, Infinity],
    ]);
    expect([65519, 65520, -Infinity, NaN].map(bitsOfHalf)).toEqual([
      ...[0x7bff, 0x7c00, 0xfc00, 0x7e00],
    ]);
  });

  it("of two neighbours the nearer one is taken, halfway the even one", () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [below, above] = [halfOfBits(bits), halfOfBits(bits + 1)];
      const middle = (below + above) / 2;
      const rest = (above - below) / 8;
      const places = [middle - rest, middle, middle + rest].map(bitsOfHalf);
      expect(places).toEqual([bits, bits + (bits & 1), bits + 1]);
    }
  });
});

describe("quantizedMatmul of values that are not finite", () => {
  for (const format of quantizedFormatNames)
    it(`${format}: NaN and Infinity come out as in the reference`, () => {
      for (const bad of [Number.NaN, Infinity, -Infinity])
        for (const rows of [1, 9]) {
          const x = Array.from({ length: rows * 33 }, (_, i) => (i === 5 ? bad : Math.cos(i)));
          const weight = Float32Array.from({ length: 3 * 33 }, (_, i) => Math.sin(i));
          const results = [createReferenceBackend(), createWasmBackend()].map((backend) => {
            const { packed, scales } = quantizeWeight(format, [3, 33], weight);
            const upload = (values: ArrayLike<number>, dtype: "float32" | "int32"): never => {
              const buffer = backend.allocate(values.length, dtype);
              backend.upload(buffer as never, values);
              return buffer as never;
            };
            const y = backend.allocate(rows * 3, "float32") as never;
            backend.kernels.quantizedMatmul(
              {
                x: upload(x, "float32"),
                packed: upload(packed, "int32"),
                scales: scales && upload(scales, "float32"),
              },
              { y },
              { x: [rows, 33], packed: packedShape(format, [3, 33]) },
              { format, rows: 3, width: 33 },
            );
            return Array.from(backend.readSync!(y), (value) =>
              Number.isFinite(value) ? "finite" : String(value),
            );
          });
          expect(results[1]).toEqual(results[0]);
          expect(results[0]!.slice(0, 3).every((value) => value !== "finite")).toBe(true);
          if (rows > 1)
            expect(results[0]!.slice(3).every((value) => value === "finite")).toBe(true);
        }
    });
});
