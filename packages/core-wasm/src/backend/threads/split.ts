import type { KernelExports, KernelParameters } from "../exports.generated.ts";
import { nameArguments } from "../name-arguments.generated.ts";
import type { KernelExport } from "./kernel-parameters.ts";
import type { ThreadPool } from "./thread-pool.ts";

/** What a split works with. */
export interface SplitContext {
  readonly wasm: KernelExports;
  readonly pool: ThreadPool;
  /** Parts are this many times as large as usual: below 1 in tests, so that small samples are split too. */
  readonly grain: number;
}

type Result<K extends KernelExport> = ReturnType<KernelExports[K]>;

/** A function of the binary, or one in its place. */
export type KernelFunction<K extends KernelExport> = (
  ...args: Parameters<KernelExports[K]>
) => Result<K>;

/** The function that is split. */
export interface SplitTarget<K extends KernelExport> extends SplitContext {
  readonly kernel: K;
  /** The work in one call. */
  readonly whole: KernelFunction<K>;
}

/** Puts a function in the place of one of the binary: it hands chunks to the pool, and small work to the caller at once. */
export type Split<K extends KernelExport> = (target: SplitTarget<K>) => KernelFunction<K>;

/** The same for one that gives nothing. */
export type VoidSplit<K extends KernelExport> = (
  target: SplitTarget<K>,
) => (...args: Parameters<KernelExports[K]>) => void;

/** A split that is written out for one function, over its arguments by name. */
export const byHand =
  <K extends KernelExport>(
    plan: (
      context: SplitContext,
    ) => (args: KernelParameters[K], whole: () => Result<K>) => Result<K>,
  ): Split<K> =>
  ({ kernel, whole, ...context }) => {
    const call = plan(context);
    const name = nameArguments[kernel];
    return (...args) => call(name(...args), () => whole(...args));
  };

/** A function that is not split, and why. */
export interface Serial {
  readonly why: string;
}
export const serial = (why: string): Serial => ({ why });

/** A function that the split of another hands to the pool. */
export interface Chunk {
  readonly chunkOf: KernelExport;
}
export const chunkOf = (kernel: KernelExport): Chunk => ({ chunkOf: kernel });

/** Floats of the widest vector loop: parts have a multiple, so that an element meets the same instructions in every part. */
export const WIDEST_LOOP = 64;
/** Floats of a cache line: two threads that write one are slow. */
export const CACHE_LINE = 16;

/** Size of the parts of `total`: about `wanted`, a multiple of `step`, all but the last alike. Never of the threads. */
export function partSize(total: number, wanted: number, step: number): number {
  const parts = Math.max(1, Math.round(total / Math.max(1, wanted)));
  return Math.max(step, Math.ceil(total / parts / step) * step);
}

export const partCount = (total: number, part: number): number => Math.ceil(total / part);
