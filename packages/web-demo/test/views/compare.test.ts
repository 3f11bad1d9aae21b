import { describe, expect, it } from "vitest";
import type { ComparedTensor, Comparison, SweepPoint } from "../../src/engine/protocol.ts";
import { type Report, reportJson, reportPage } from "../../src/views/compare/report.ts";
import {
  mainComparison,
  overtaking,
  sweptWidths,
  verdictOf,
} from "../../src/views/compare/verdict.ts";
import { en } from "../../src/words/en.ts";

const tensor = (name: string, relative: number): ComparedTensor => ({
  ...{ name, pass: "forward", shape: [2, 3], worstElement: 0 },
  ...{ relative, absolute: 2 * relative },
});
const comparison = (
  a: Comparison["a"],
  b: Comparison["b"],
  relatives: readonly number[],
): Comparison => ({
  ...{ a, b, tolerance: 1e-3 },
  tensors: relatives.map((relative, i) => tensor(`h.${i}/output`, relative)),
});

describe("the verdict", () => {
  it("names the tensor that differs the most, and its part of what is allowed", () => {
    const verdict = verdictOf(comparison("wasm-simd", "webgpu", [1e-6, 5e-4, 2e-5]))!;
    expect(verdict.agrees).toBe(true);
    expect(verdict.worst.name).toBe("h.1/output");
    expect(verdict.share).toBeCloseTo(0.5, 12);
  });

  it("takes one at the tolerance for agreeing, as verify does", () => {
    expect(verdictOf(comparison("wasm-simd", "webgpu", [1e-3]))!.agrees).toBe(true);
  });

  it.each([0.002, Number.POSITIVE_INFINITY, Number.NaN])(
    "departs where one differs by %s, and says which is the first",
    (relative) => {
      const verdict = verdictOf(comparison("wasm-simd", "webgpu", [1e-6, relative, relative]))!;
      expect(verdict.agrees).toBe(false);
      expect(verdict.departures).toBe(2);
      expect(verdict.first!.name).toBe("h.1/output");
    },
  );

  it("is of the GPU beside WASM, and without a GPU of what differs the most from float64", () => {
    const far = comparison("float64", "wasm-relaxed-simd", [1e-4]);
    const near = comparison("float64", "wasm-simd", [1e-6]);
    const gpu = comparison("wasm-simd", "webgpu", [1e-7]);
    expect(mainComparison([near, far, gpu])).toBe(gpu);
    expect(mainComparison([near, far])).toBe(far);
    expect(mainComparison([])).toBeUndefined();
  });
});

describe("where the GPU overtakes", () => {
  const points = (rows: readonly (readonly [number, number, number])[]): SweepPoint[] =>
    rows.flatMap(([width, wasm, gpu]) => [
      { backend: "wasm-simd", width, milliseconds: 9 * wasm },
      { backend: "threads-simd", width, milliseconds: wasm },
      { backend: "webgpu", width, milliseconds: gpu },
    ]);

  it("is between the last width at which it is behind and the next, by the fastest WASM", () => {
    // On logarithmic axes the lead goes from log(1/2) to log(2): half way between 64 and 256.
    const crossing = overtaking(
      points([
        [32, 1, 8],
        [64, 4, 8],
        [256, 16, 8],
      ]),
    );
    expect(crossing).toEqual({ kind: "from", width: 128 });
  });

  it("counts from the last time that it is behind: a first width may be chance", () => {
    const crossing = overtaking(
      points([
        [32, 9, 8],
        [64, 4, 8],
        [256, 16, 8],
      ]),
    );
    expect(crossing).toEqual({ kind: "from", width: 128 });
  });

  it("says always, never, and that nobody knows", () => {
    expect(overtaking(points([[32, 9, 8]])).kind).toBe("always");
    expect(overtaking(points([[32, 7, 8]])).kind).toBe("never");
    expect(overtaking([{ backend: "wasm-simd", width: 32, milliseconds: 1 }]).kind).toBe("unknown");
  });

  it("is looked for in widths that heads of 32 fit", () => {
    expect(sweptWidths(256)).toEqual([32, 64, 128, 256]);
    expect(sweptWidths(100)).toEqual([32, 64, 96]);
  });
});

describe("the report", () => {
  const report: Report = {
    ...{ format: "qkv-backend-comparison", version: 1, date: "2030-01-02T03:04:05.000Z" },
    ...{ browser: "a <browser>", isolated: true, chances: [], failed: [] },
    work: {
      ...{ model: 'folder:<script>alert("1")</script>', backends: ["wasm-simd", "webgpu"] },
      ...{ batch: 1, tokens: 8, gradients: true, tolerance: 1e-3, float64: false },
    },
    measured: [
      {
        ...{ backend: "wasm-simd", facts: {}, loadMilliseconds: 1, firstMilliseconds: 2 },
        ...{ milliseconds: 3.25, tokensPerSecond: 4, peakBytes: 5e6 },
      },
    ],
    comparisons: [comparison("wasm-simd", "webgpu", [1e-6, Number.POSITIVE_INFINITY])],
    sweep: [{ backend: "wasm-simd", width: 64, milliseconds: 7.5 }],
  };

  it("is JSON that is read again, with infinities as texts", () => {
    const read = JSON.parse(reportJson(report));
    expect(read.measured).toEqual(report.measured);
    expect(read.comparisons[0].tensors[1].relative).toBe("Infinity");
  });

  it("is a page with all of the numbers, and without anything that runs or comes from elsewhere", () => {
    const page = reportPage(report, en.views.compare, "en");
    for (const shown of ["3.25 ms", "7.5", "h.1/output", en.views.compare.disagree, "[2, 3]"])
      expect(page).toContain(shown);
    expect(page).not.toMatch(/<script|<browser|src=|href=|url\(/i);
    expect(page).toContain("default-src 'none'");
  });
});
