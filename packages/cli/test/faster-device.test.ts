import { describe, expect, it } from "vitest";
import type { BenchDevice } from "../src/benchmark/bench-device.ts";
import { fasterDevice, fasterLines } from "../src/benchmark/faster-device.ts";
import type { BenchmarkRow } from "../src/benchmark/run-benchmark.ts";

const column = (name: string) => ({ device: { name } }) as BenchDevice;
const both = [column("wasm"), column("wasm"), column("webgpu")];
const row = (name: string, unit: BenchmarkRow["unit"], medians: readonly number[]) => ({
  ...{ name, unit },
  cells: medians.map((median) => ({ median, best: median })),
});
const matmul = row("matmul", "GFLOP/s", [50, 100, 4000]);
const step = row("training step", "ms", [4, 2, 3]);

describe("the faster device of a row", () => {
  it("is the one with more of a rate and fewer milliseconds, against the other's best column", () => {
    expect(fasterDevice(matmul, both)).toEqual({ device: "webgpu", times: 40 });
    expect(fasterDevice(step, both)).toEqual({ device: "wasm", times: 1.5 });
  });

  it("is not asked for where one kind was measured", () => {
    const [rows, devices] = [[row("matmul", "GFLOP/s", [50, 100])], both.slice(0, 2)];
    expect(fasterDevice(rows[0]!, devices)).toBeUndefined();
    expect(fasterLines({ peak: 1, reads: 1, rows }, devices)).toEqual([]);
  });

  it("is said in words, a line for each", () => {
    const rows = [matmul, step, row("decoding", "tokens/s", [1, 2, 3])];
    expect(fasterLines({ peak: 1, reads: 1, rows }, both)).toEqual([
      ["webgpu is faster at 2 of 3", "matmul (40x); decoding (1.5x)"],
      ["wasm is faster at 1 of 3", "training step (1.5x)"],
    ]);
  });
});
