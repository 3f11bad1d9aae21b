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
  readonly kernel: string;
  readonly rows: number;
  readonly columns?: number;
  readonly args: readonly JobArgument[];
  /** The same work in one call, where that is faster for one thread than chunk after chunk. */
  readonly whole?: () => void;
}

/** The address of each chunk's part of an operand; an absent one (0) stays absent. */
export const partOf = (pointer: number, bytes: number): JobArgument =>
  pointer === 0 ? 0 : { base: pointer, down: bytes };

/** How many of `total` a chunk has that takes `part`, the last one what is left. */
export const countOf = (total: number, part: number): ChunkArgument => ({
  base: total,
  down: -part,
  limit: part,
});

/** First of a chunk, and the end of it. */
export const rangeOf = (total: number, part: number): [ChunkArgument, ChunkArgument] => [
  { base: 0, down: part },
  { base: part, down: part, limit: total },
];

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
