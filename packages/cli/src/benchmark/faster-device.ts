import type { BenchDevice } from "./bench-device.ts";
import type { Benchmark, BenchmarkRow } from "./run-benchmark.ts";

/** Which kind of device a row is faster on. */
export interface FasterDevice {
  /** "wasm" or "webgpu". */
  readonly device: string;
  /** How many times as fast as the best of the other kind. */
  readonly times: number;
}

/** The faster of WASM and the GPU by the medians, each in its best column; undefined where only one was measured. */
export function fasterDevice(
  { unit, cells }: BenchmarkRow,
  devices: readonly BenchDevice[],
): FasterDevice | undefined {
  const best = new Map<string, number>();
  for (const [i, { median }] of cells.entries()) {
    const speed = unit === "ms" ? 1 / median : median;
    const { name } = devices[i]!.device;
    best.set(name, Math.max(best.get(name) ?? 0, speed));
  }
  const [first, second] = [...best].sort(([, a], [, b]) => b - a);
  if (!first || !second) return undefined;
  return { device: first[0], times: first[1] / second[1] };
}

/** A line for each kind of device that is faster at something: its name, and at what. */
export function fasterLines(
  { rows }: Benchmark,
  devices: readonly BenchDevice[],
): readonly (readonly string[])[] {
  const faster = rows.flatMap((row) => {
    const found = fasterDevice(row, devices);
    return found ? [{ ...found, name: row.name }] : [];
  });
  const names = [...new Set(faster.map(({ device }) => device))];
  return names.map((device) => {
    const won = faster.filter((row) => row.device === device);
    const words = won.map(({ name, times }) => `${name} (${times.toPrecision(2)}x)`);
    return [`${device} is faster at ${won.length} of ${faster.length}`, words.join("; ")];
  });
}
