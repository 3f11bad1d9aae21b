import type { KernelName } from "../src/contract/index.ts";

export interface BenchmarkRow {
  readonly kernel: KernelName;
  readonly name?: string;
  readonly shapes: object;
  readonly attrs: object;
  readonly prepack?: boolean;
}

export function benchmarkRows(layouts: object): readonly BenchmarkRow[];
