import { alignUp } from "../../allocator.ts";
import { type ChunkArgument, countOf, partOf, rangeOf } from "../job.ts";
import { partCount, partSize, type Split } from "../split.ts";

/** Products below this many floating-point operations stay with the caller. */
const SMALLEST = 1e6;
const PART = 8e6;
/** Columns of a part: several panels of 8 while a block of A is in the cache. */
const COLUMNS = 32;
/** The same where A is copied into tiles, by every part anew: more, for the copy to pay. */
const COLUMNS_OF_COPIES = 192;
/** A given transposed is copied above this many floats, as in assembly/matmul.ts. */
const LARGE_A = 524_288;
/** Fewer rows would pack B for too little work. */
const ROWS = 384;
/** By the layout of B: rows, transposed, panels. */
const FEW_ROWS = [3, 3, 8] as const;
/** Bytes of B that a part of a product with few rows reads. */
const WEIGHT_BYTES = 1_048_576;

/**
 * By matrices of a batch, or else by rows and columns of C, regions whose sums do not depend on the cut.
 * Columns come first: a part packs only its own columns of B.
 */
export const matmulSplit: Split<"matmul" | "matmulScratchBytes"> = ({ wasm, pool, grain }) => {
  const each = (...sizes: Parameters<typeof wasm.matmulScratchBytes>): number =>
    alignUp(wasm.matmulScratchBytes(...sizes));
  return {
    matmulScratchBytes: (...sizes) => pool.threads * each(...sizes),
    matmul: (...args) => {
      let [batch, m, n, k, a, transposeA, strideA, b, layoutB, strideB] = args;
      const [, , , , , , , , , , c, bias, residual, scratch] = args;
      const flops = 2 * batch * m * n * k;
      if (flops < SMALLEST * grain) return wasm.matmul(...args);
      const own: ChunkArgument = {
        base: scratch,
        each: each(batch, m, n, k, transposeA, layoutB),
      };
      // As in assembly/matmul.ts: [k, 1] is also [1, k], and one B for all makes the batch more rows.
      if (m === 1) transposeA = false;
      if (strideB === 0 && !transposeA && strideA === m * k) {
        m *= batch;
        batch = 1;
      }
      const sizes = [m, n, k] as const;
      const whole = (): void => wasm.matmul(...args);
      const flag = transposeA ? 1 : 0;
      if (batch > 1 && strideB !== 0) {
        const part = partSize(batch, (PART * grain) / (2 * m * n * k), 1);
        return pool.run({
          kernel: "matmulRegion",
          whole,
          rows: partCount(batch, part),
          args: [
            ...[0, m, 0, n, countOf(batch, part), ...sizes],
            ...[partOf(a, 4 * part * strideA), flag, strideA],
            ...[partOf(b, 4 * part * strideB), layoutB, strideB],
            ...[partOf(c, 4 * part * m * n), bias, partOf(residual, 4 * part * m * n), own],
          ],
        });
      }
      const few = m <= FEW_ROWS[layoutB] && !transposeA;
      const copiesA = transposeA && m * k > LARGE_A;
      const columns = few
        ? partSize(n, (WEIGHT_BYTES * grain) / (4 * k), 64)
        : partSize(n, Math.max(8, (copiesA ? COLUMNS_OF_COPIES : COLUMNS) * Math.min(1, grain)), 8);
      const rows = few
        ? m
        : partSize(m, Math.max(ROWS * grain, (PART * grain) / (2 * k * columns)), 96);
      pool.run({
        kernel: "matmulRegion",
        whole,
        rows: partCount(m, rows),
        columns: partCount(n, columns),
        args: [
          ...rangeOf(m, rows),
          ...[along(0, columns), along(columns, columns, n), batch, ...sizes],
          ...[a, flag, strideA, b, layoutB, strideB, c, bias, residual, own],
        ],
      });
    },
  };
};

const along = (base: number, step: number, limit = Infinity): ChunkArgument => ({
  base,
  along: step,
  limit,
});
