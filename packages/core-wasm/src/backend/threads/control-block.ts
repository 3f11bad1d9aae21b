/**
 * Memory that the threads of a pool share, besides the tensors: 32-bit words, then the arguments of the job as 64-bit floats.
 * A job is one kernel over a grid of chunks; each chunk is computed once, by whoever takes it first.
 */
export const word = {
  /** Counts jobs in the upper 8 bits; then, 12 bits each, the first chunk that nobody has taken yet and the end of those. */
  ticket: 0,
  /** Finished chunks of the job. */
  done: 1,
  /** Workers that sleep until the ticket changes. */
  sleeping: 2,
  /** 1 while the caller sleeps until chunks are done. */
  callerSleeps: 3,
  /** 1: workers end. */
  quit: 4,
  /** Workers that have started. */
  ready: 5,
  /** 1 when a chunk of the job failed. */
  failed: 6,
  /** The job: index of the function among the exports, its arguments, chunks in the grid, columns of the grid. */
  kernel: 16,
  argumentCount: 17,
  chunks: 18,
  columns: 19,
} as const;

/** Bits of the ticket that number a chunk. */
export const CHUNK_BITS = 12;
export const MOST_CHUNKS = 2 ** CHUNK_BITS - 1;

/** First byte of the arguments. */
export const ARGUMENTS_AT = 128;
/** Numbers of one argument: base, step down the grid, step along it, limit, step from thread to thread. */
export const ARGUMENT_NUMBERS = 5;
export const MOST_ARGUMENTS = 64;
/** First byte of the tables that a split writes for its chunks. */
export const TABLES_AT = ARGUMENTS_AT + 8 * ARGUMENT_NUMBERS * MOST_ARGUMENTS;
export const TABLES_BYTES = 16384;
/** First byte of the scratch that every thread has for itself. */
export const SCRATCH_AT = TABLES_AT + TABLES_BYTES;
export const SCRATCH_BYTES = 1024;

export const controlBytes = (threads: number): number => SCRATCH_AT + threads * SCRATCH_BYTES;
