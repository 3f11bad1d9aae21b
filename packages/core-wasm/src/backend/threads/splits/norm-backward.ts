import { NORM_CHUNK_ROWS } from "../../exports.generated.ts";
import { jobOf, partOf } from "../job.ts";
import { byHand } from "../split.ts";

/** Elements from which the pool is worth its call. */
const ELEMENTS = 16_384;

const chunk = { base: 0, down: 1 };

/** By the chunks of 64 rows that the kernel has anyway; then the caller adds their partial sums, as one thread does. */
export const layerNormBackwardSplit = byHand<"layerNormBackward">(
  ({ wasm, pool, grain }) =>
    (args, whole) => {
      const { dweight, dbias, rows, columns, scratch } = args;
      const chunks = Math.ceil(rows / NORM_CHUNK_ROWS);
      if (chunks < 2 || rows * columns < ELEMENTS * grain) return whole();
      // Scratch has a group of rows, which is each thread's own, then the partial sums of both for each chunk.
      const groupBytes = wasm.layerNormBackwardScratchBytes(0, columns);
      const step = wasm.layerNormBackwardScratchBytes(1, columns) - groupBytes;
      const partials = dweight || dbias ? scratch + groupBytes : 0;
      const partial = partOf(partials, step);
      pool.run(
        jobOf("layerNormBackwardChunk", {
          rows: chunks,
          args: { ...args, chunk, partial, group: pool.scratch },
        }),
      );
      if (dweight) wasm.sumPartials(partials, step, chunks, dweight, columns);
      if (dbias) wasm.sumPartials(partials + step / 2, step, chunks, dbias, columns);
    },
);

/** The same without dbias. */
export const rmsNormBackwardSplit = byHand<"rmsNormBackward">(
  ({ wasm, pool, grain }) =>
    (args, whole) => {
      const { dweight, rows, columns, scratch } = args;
      const chunks = Math.ceil(rows / NORM_CHUNK_ROWS);
      if (chunks < 2 || rows * columns < ELEMENTS * grain) return whole();
      const step = wasm.rmsNormBackwardScratchBytes(1, columns);
      const partial = partOf(dweight ? scratch : 0, step);
      pool.run(jobOf("rmsNormBackwardChunk", { rows: chunks, args: { ...args, chunk, partial } }));
      if (dweight) wasm.sumPartials(scratch, step, chunks, dweight, columns);
    },
);
