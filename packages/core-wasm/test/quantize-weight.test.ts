import { describe, expect, it } from "vitest";
import { createWasmBackend } from "../src/backend/wasm-backend.ts";
import {
  createReferenceBackend,
  packedShape,
  type QuantizedFormat,
  quantizeWeight,
  scalesShape,
} from "../src/contract/index.ts";
import { dequantizeWeight, roundTiesToEven } from "../src/contract/quantized-layout.ts";

const formats: readonly QuantizedFormat[] = ["bf16", "int8", "int4"];

/** The values after quantisation and back. */
function rounded(format: QuantizedFormat, shape: readonly number[], values: readonly number[]) {
  const { packed, scales } = quantizeWeight(format, shape, Float32Array.from(values));
  expect(packed.length).toBe(packedShape(format, shape).reduce((a, b) => a * b));
  expect(scales?.length).toBe(scalesShape(format, shape)?.reduce((a, b) => a * b));
  return [...dequantizeWeight(format, shape, packed, scales)];
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
    for (const format of formats) {
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

describe("quantizedMatmul of values that are not finite", () => {
  for (const format of formats)
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
