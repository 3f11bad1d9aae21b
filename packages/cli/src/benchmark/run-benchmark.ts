import { ArithmeticPeak, ReadBandwidth } from "@qkv/core-wasm/machine";
import type { BenchDevice } from "./bench-device.ts";
import { decodeWorkloads } from "./decode-workloads.ts";
import { forwardWorkloads } from "./forward-workloads.ts";
import { type Cell, measureRow } from "./measure-row.ts";
import { trainingWorkloads } from "./training-workloads.ts";
import type { Workload } from "./workload.ts";

const workloads: readonly Workload[] = [
  ...forwardWorkloads,
  ...trainingWorkloads,
  ...decodeWorkloads,
];

export interface BenchmarkRow {
  readonly name: string;
  readonly unit: Workload["unit"];
  /** In the order of the devices. */
  readonly cells: readonly Figure[];
}

/** What one device reached, in the unit of the row. */
export interface Figure {
  readonly median: number;
  readonly best: number;
  /** Part of what the machine can do, 0 to 1. */
  readonly share?: number;
  readonly shareOf?: "128-bit peak" | "read bandwidth";
}

export interface Benchmark {
  /** GFLOP/s of one thread in 128-bit registers. */
  readonly peak: number;
  /** GB/s that one thread reads from memory. */
  readonly reads: number;
  readonly rows: readonly BenchmarkRow[];
}

export interface BenchmarkOptions {
  /** Of measuring, setting up aside. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** `left`: milliseconds. */
  readonly onProgress: (name: string, done: number, left: number) => void;
}

/** Measure every workload on the devices. When stopped, the rows that are whole. */
export async function runBenchmark(
  devices: readonly BenchDevice[],
  { seconds, signal, onProgress }: BenchmarkOptions,
): Promise<Benchmark> {
  const limits = { peak: new ArithmeticPeak(), reads: new ReadBandwidth() };
  const each = seconds / workloads.length;
  const expected = (row: Workload): number => 1000 * (each + devices.length * (row.setup + 0.1));
  const total = workloads.reduce((sum, row) => sum + expected(row), 0);
  const begun = performance.now();
  const rows: (Pick<BenchmarkRow, "name" | "unit"> & { readonly cells: readonly Cell[] })[] = [];
  let before = 0; // milliseconds that the rows so far were expected to take
  for (const row of workloads) {
    const start = performance.now();
    const pace = before > 0 ? (start - begun) / before : 1;
    const report = (note?: string): void => {
      const done = before + Math.min((performance.now() - start) / pace, expected(row));
      const name = note === undefined ? row.name : `${row.name}, ${note}`;
      onProgress(name, done / total, pace * (total - done));
    };
    const cells = await measureRow(row, devices, {
      ...{ seconds: each, signal, onProgress: report },
      betweenRounds: () => (row.unit === "tokens/s" ? limits.reads : limits.peak).sample(),
    });
    if (!cells) break;
    rows.push({ name: row.name, unit: row.unit, cells });
    before += expected(row);
  }
  const [peak, reads] = [limits.peak.best, limits.reads.median];
  const figure = (unit: Workload["unit"], cell: Cell, { threads }: BenchDevice): Figure => ({
    median: inUnit(unit, cell, cell.median),
    best: inUnit(unit, cell, cell.best),
    ...(threads === undefined ? {} : shareOf(unit, cell, { peak: peak * threads, reads })),
  });
  return {
    ...{ peak, reads },
    rows: rows.map(({ name, unit, cells }) => ({
      ...{ name, unit },
      cells: cells.map((cell, i) => figure(unit, cell, devices[i]!)),
    })),
  };
}

function inUnit(unit: Workload["unit"], { flops }: Cell, milliseconds: number): number {
  if (unit === "ms") return milliseconds;
  return unit === "tokens/s" ? 1000 / milliseconds : flops / milliseconds / 1e6;
}

/** Decoding waits for reads, all else for arithmetic; of weights in fewer bits nothing is known. */
function shareOf(
  unit: Workload["unit"],
  { flops, bytes, median }: Cell,
  { peak, reads }: { readonly peak: number; readonly reads: number },
): Pick<Figure, "share" | "shareOf"> {
  if (bytes !== undefined)
    return { share: bytes / median / 1e6 / reads, shareOf: "read bandwidth" };
  if (unit === "tokens/s") return {};
  return { share: flops / median / 1e6 / peak, shareOf: "128-bit peak" };
}
