import { type KernelExport, type ParameterOf, parametersOf } from "./kernel-parameters.ts";

/** An argument that differs from chunk to chunk: min(limit, base + row down + column along + thread each). */
export interface ChunkArgument {
  readonly base: number;
  readonly down?: number;
  readonly along?: number;
  readonly limit?: number;
  readonly each?: number;
}
export type JobArgument = number | boolean | ChunkArgument;

/** One function of the binary over a grid of chunks. */
export interface Job {
  readonly kernel: KernelExport;
  readonly rows: number;
  readonly columns?: number;
  readonly args: readonly JobArgument[];
  /** The same work in one call, where that is faster for one thread than chunk after chunk. */
  readonly whole?: () => void;
}

/** A job whose arguments are given by name. */
export const jobOf = <K extends KernelExport>(
  kernel: K,
  {
    args,
    ...grid
  }: Omit<Job, "kernel" | "args"> & {
    readonly args: { readonly [P in ParameterOf<K>]: JobArgument };
  },
): Job => ({ ...grid, kernel, args: parametersOf(kernel).map((name) => args[name]) });

/** The address of each chunk's part of an operand; an absent one (0) stays absent. */
export const partOf = (pointer: number, bytes: number): JobArgument =>
  pointer === 0 ? 0 : { base: pointer, down: bytes };

/** How many of `total` a chunk has that takes `part`, the last one what is left. */
export const countOf = (total: number, part: number): ChunkArgument => ({
  base: total,
  down: -part,
  limit: part,
});

/** The first of a chunk and the end of it, of `total` from `from` on. */
export const rangeOf = (
  total: number,
  part: number,
  from = 0,
): { readonly first: ChunkArgument; readonly last: ChunkArgument } => ({
  first: { base: from, down: part },
  last: { base: from + part, down: part, limit: from + total },
});

/** The value of an argument in one chunk. */
export const valueIn = (
  argument: JobArgument,
  row: number,
  column: number,
  thread: number,
): number => {
  if (typeof argument !== "object") return Number(argument);
  const { base, down = 0, along = 0, limit = Infinity, each = 0 } = argument;
  return Math.min(limit, base + row * down + column * along + thread * each);
};
