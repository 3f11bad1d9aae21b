import type { JobArgument } from "../job.ts";
import { partOf } from "../job.ts";
import type { Split } from "../split.ts";

/** Rows whose shares of the parameters' gradients are summed together, on any number of threads. */
const CHUNK_ROWS = 64;
/** What layerNormBackward keeps of four rows. */
const GROUP_BYTES = 128;
/** Elements from which the pool is worth its call. */
const ELEMENTS = 16_384;

const chunk: JobArgument = { base: 0, down: 1 };
const roundUp = (count: number): number => Math.ceil(count / 4) * 4;

/** By the chunks of 64 rows that the kernels have anyway; then the caller adds their partial sums, as one thread does. */
export const normBackwardSplits: Split<"layerNormBackward" | "rmsNormBackward"> = ({
  wasm,
  pool,
  grain,
}) => ({
  layerNormBackward: (...args) => {
    const [dy, x, weight, stats, dresidual, dx, dweight, dbias, rows, columns, scratch] = args;
    const chunks = Math.ceil(rows / CHUNK_ROWS);
    if (chunks < 2 || rows * columns < ELEMENTS * grain) return wasm.layerNormBackward(...args);
    const half = 4 * roundUp(columns);
    const partials = dweight || dbias ? scratch + GROUP_BYTES : 0;
    pool.run({
      kernel: "layerNormBackwardChunk",
      rows: chunks,
      args: [
        ...[chunk, dy, x, weight, stats, dresidual, dx, partOf(partials, 2 * half)],
        ...[rows, columns, pool.scratch],
      ],
    });
    if (dweight) wasm.sumPartials(partials, 2 * half, chunks, dweight, columns);
    if (dbias) wasm.sumPartials(partials + half, 2 * half, chunks, dbias, columns);
  },
  rmsNormBackward: (...args) => {
    const [dy, x, weight, stats, dresidual, dx, dweight, rows, columns, scratch] = args;
    const chunks = Math.ceil(rows / CHUNK_ROWS);
    if (chunks < 2 || rows * columns < ELEMENTS * grain) return wasm.rmsNormBackward(...args);
    const step = 4 * roundUp(columns);
    const partials = partOf(dweight ? scratch : 0, step);
    pool.run({
      kernel: "rmsNormBackwardChunk",
      rows: chunks,
      args: [chunk, dy, x, weight, stats, dresidual, dx, partials, rows, columns],
    });
    if (dweight) wasm.sumPartials(scratch, step, chunks, dweight, columns);
  },
});
