import type { KernelExports } from "../exports.generated.ts";
import type { ThreadPool } from "./thread-pool.ts";

/** What a split works with. */
export interface SplitContext {
  readonly wasm: KernelExports;
  readonly pool: ThreadPool;
  /** Parts are this many times as large as usual: below 1 in tests, so that small samples are split too. */
  readonly grain: number;
}

/** Functions of the binary that hand their work to the pool in chunks, and small work to the caller at once. */
export type Split<K extends keyof KernelExports> = (
  context: SplitContext,
) => Pick<KernelExports, K>;

/** Size of the parts of `total`: about `wanted`, a multiple of `step`, all but the last alike. Never of the threads. */
export function partSize(total: number, wanted: number, step: number): number {
  const parts = Math.max(1, Math.round(total / Math.max(1, wanted)));
  return Math.max(step, Math.ceil(total / parts / step) * step);
}

export const partCount = (total: number, part: number): number => Math.ceil(total / part);
