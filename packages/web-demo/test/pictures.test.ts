import { describe, expect, it } from "vitest";
import { binsOf } from "../src/pictures/bins.ts";
import { showing, wholeMap, zoomed } from "../src/pictures/camera.ts";
import { colourIndex, colourTable, cssColour, domainOf } from "../src/pictures/colours.ts";
import { percent, readable, visible } from "../src/pictures/numbers.ts";
import { csvOf, matrixTable } from "../src/pictures/table.ts";

describe("the camera of a map", () => {
  const cells = { rows: 1024, columns: 1024 };
  const size = { width: 512, height: 512 };

  it("shows all cells at first", () => {
    expect(wholeMap(cells, size)).toEqual({ x: 0, y: 0, scale: 0.5 });
  });

  it("zooms around a point, which stays where it is", () => {
    const before = wholeMap(cells, size);
    const after = zoomed(before, 8, { x: 256, y: 128 }, cells, size);
    expect(after.scale).toBe(4);
    expect(after.x + 256 / after.scale).toBeCloseTo(before.x + 256 / before.scale);
    expect(after.y + 128 / after.scale).toBeCloseTo(before.y + 128 / before.scale);
  });

  it("never leaves the map, and never shows less than it could", () => {
    const near = zoomed(wholeMap(cells, size), 8, { x: 0, y: 0 }, cells, size);
    expect(near).toEqual({ x: 0, y: 0, scale: 4 });
    expect(zoomed(near, 0.001, { x: 500, y: 500 }, cells, size)).toEqual(wholeMap(cells, size));
  });

  it("moves as little as shows a cell", () => {
    const near = { x: 0, y: 0, scale: 4 };
    expect(showing(near, 10, 10, cells, size)).toEqual(near);
    expect(showing(near, 1023, 200, cells, size)).toEqual({ x: 73, y: 896, scale: 4 });
  });
});

describe("colours", () => {
  it("of signed values have 0 in the middle", () => {
    const domain = domainOf(Float32Array.of(-2, 1, Number.POSITIVE_INFINITY), "diverging");
    expect(domain).toEqual([-2, 2]);
    expect([-2, 0, 2, 9, Number.NaN].map((value) => colourIndex(value, domain))).toEqual([
      0, 128, 255, 255, 128,
    ]);
  });

  it("of nothing but zeros are those of zero", () => {
    const values = new Float32Array(3);
    expect(colourIndex(0, domainOf(values, "diverging"))).toBe(128);
    expect(colourIndex(0, domainOf(values, "sequential"))).toBe(0);
  });

  it.each(["diverging", "sequential"] as const)("go from one end to the other: %s", (scale) => {
    for (const dark of [false, true]) {
      const table = colourTable(scale, dark);
      const all = Array.from({ length: 256 }, (_, i) => cssColour(table, i));
      expect(new Set(all).size).toBeGreaterThan(200);
    }
  });
});

it("numbers are written as people read them", () => {
  expect([0.123456, -12.3456, 1e-7, 0, 3e9, Number.NaN, -Infinity].map(readable)).toEqual([
    ...["0.1235", "−12.35", "1.00e−7".replace("−7", "-7"), "0", "3.00e+9", "NaN", "−∞"],
  ]);
  expect([0, 0.00001, 0.5, 1].map(percent)).toEqual(["0.0 %", "< 0.1 %", "50.0 %", "100.0 %"]);
  expect(visible(" a\n")).toBe("␣a⏎");
});

it("a table is CSV that spreadsheets read, formulas disarmed", () => {
  const table = {
    columns: ["token", "p"],
    rows: [
      ['say "a, b"', 0.5],
      ["=1+1", -2],
      ["\n", 0],
    ],
  };
  expect(csvOf(table)).toBe('token,p\r\n"say ""a, b""",0.5\r\n\'=1+1,-2\r\n"\n",0');
  const names = { row: (i: number) => `r${i}`, column: (i: number) => `c${i}` };
  expect(matrixTable(Float32Array.of(1, 2, 3, 4), 2, 2, names)).toEqual({
    columns: ["", "c0", "c1"],
    rows: [
      ["r0", 1, 2],
      ["r1", 3, 4],
    ],
  });
});

it("bins hold every finite value once", () => {
  const values = Float32Array.of(-3, 0, 0.1, 3, Number.NaN, Infinity);
  const bins = binsOf(values, 3);
  expect(bins.map(({ count }) => count)).toEqual([1, 2, 1]);
  expect([bins[0]!.from, bins[2]!.to]).toEqual([-3, 3]);
});
