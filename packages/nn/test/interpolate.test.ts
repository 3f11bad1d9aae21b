import { describe, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { referenceDevice } from "../src/device/reference-device.ts";
import { type InterpolateOptions, interpolate, scope } from "../src/index.ts";
import { worstGradientError } from "./finite-differences.ts";
import { testInScope } from "./test-in-scope.ts";

const values = (x: number[], shape: number[], options: InterpolateOptions) =>
  Array.from(
    interpolate(tensor(x, { shape, device: referenceDevice() }), options).dataSync(),
    (value) => Math.round(value * 1e4) / 1e4,
  );
const row = (size: number, options: InterpolateOptions = {}) =>
  values([1, 2, 4], [1, 1, 3], { size, ...options });

// PyTorch's values; PyTorch's own random cases are compared by test/golden/random_cases.py.
describe("interpolate along one axis", () => {
  test("nearest and nearest-exact", () => {
    scope(() => {
      expect(row(5)).toEqual([1, 1, 2, 2, 4]);
      expect(row(5, { mode: "nearest-exact" })).toEqual([1, 1, 2, 4, 4]);
      expect(row(2)).toEqual([1, 2]);
    });
  });

  test("linear, with corners or edges aligned", () => {
    scope(() => {
      expect(row(6, { mode: "linear" })).toEqual([1, 1.25, 1.75, 2.5, 3.5, 4]);
      expect(row(5, { mode: "linear", alignCorners: true })).toEqual([1, 1.5, 2, 3, 4]);
      expect(row(1, { mode: "linear", alignCorners: true })).toEqual([1]);
    });
  });

  test("area", () => {
    scope(() => expect(row(2, { mode: "area" })).toEqual([1.5, 3]));
  });

  test("a factor is the step, unless it is to be worked out again from the sizes", () => {
    scope(() => {
      const factor = { scaleFactor: 1.5, mode: "linear" } as const;
      const x = [1, 2, 4];
      expect(values(x, [1, 1, 3], factor)).toEqual([1, 1.5, 2.3333, 3.6667]);
      expect(values(x, [1, 1, 3], { ...factor, recomputeScaleFactor: true })).toEqual([
        1, 1.625, 2.75, 4,
      ]);
    });
  });
});

testInScope("bilinear and bicubic over an image", () => {
  const image = [1, 2, 3, 4];
  expect(values(image, [1, 1, 2, 2], { size: 3, mode: "bilinear" })).toEqual([
    1, 1.5, 2, 2, 2.5, 3, 3, 3.5, 4,
  ]);
  const cubic = { size: [2, 4], mode: "bicubic" } as const;
  expect(values(image, [1, 1, 2, 2], cubic)).toEqual([
    0.8945, 1.2266, 1.7734, 2.1055, 2.8945, 3.2266, 3.7734, 4.1055,
  ]);
});

const uses: [string, number[], InterpolateOptions][] = [
  ["nearest", [2, 1, 3], { size: 5 }],
  ["linear", [1, 2, 4], { size: 7, mode: "linear" }],
  ["bilinear", [1, 2, 3, 4], { scaleFactor: [2, 0.5], mode: "bilinear" }],
  ["bicubic", [1, 1, 3, 4], { size: [5, 6], mode: "bicubic", alignCorners: true }],
  ["trilinear", [1, 1, 2, 3, 2], { size: 3, mode: "trilinear" }],
  ["area", [1, 1, 4, 5], { size: [2, 3], mode: "area" }],
];

test.each(uses)("gradient of %s", (_, shape, options) => {
  const size = shape.reduce((a, b) => a * b, 1);
  const x = Float64Array.from({ length: size }, (_, i) => Math.sin(3 * i));
  const { worst } = worstGradientError(({ x }) => interpolate(x!, options), { x }, { x: shape });
  expect(worst).toBeLessThan(1e-7);
});

testInScope("what does not fit is named", () => {
  const x = tensor(new Float32Array(12), { shape: [1, 1, 3, 4] });
  const cases: [InterpolateOptions, string][] = [
    [{}, "interpolate: expected either size or scaleFactor"],
    [{ size: 2, scaleFactor: 2 }, "interpolate: expected either size or scaleFactor"],
    [{ size: [2] }, "interpolate: size is [2], expected a number above 0, or 2 in an array"],
    [{ size: 0 }, "interpolate: size is 0, expected a number above 0"],
    [{ size: 1.5 }, "interpolate: size makes axis 2 of size 3 one of 1.5, expected 1 or more"],
    [{ scaleFactor: 0.1 }, "interpolate: scaleFactor makes axis 2 of size 3 one of 0"],
    [
      { size: 2, mode: "linear" },
      "interpolate: x is [1, 1, 3, 4], expected [N, C] and 1 more axes",
    ],
    [{ size: 2, alignCorners: true }, "interpolate: alignCorners is true, expected none"],
    [{ size: 2, recomputeScaleFactor: true }, "interpolate: recomputeScaleFactor is true"],
    [{ size: 2, mode: "lanczos" as "area" }, 'interpolate: mode is "lanczos", expected "nearest"'],
  ];
  for (const [options, message] of cases) expect(() => interpolate(x, options)).toThrow(message);
});
