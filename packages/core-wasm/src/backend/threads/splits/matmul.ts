import { alignUp } from "../../allocator.ts";
import {
  FEW_PANEL_ROWS,
  FEW_ROWS,
  LARGE_A,
  MatmulLayout,
  PANEL_COLUMNS,
} from "../../exports.generated.ts";
import { countOf, jobOf, partOf, rangeOf } from "../job.ts";
import { byHand, partCount, partSize } from "../split.ts";

/** Products below this many floating-point operations stay with the caller. */
const SMALLEST = 1e6;
const PART = 8e6;
/** Columns of a part: several panels while a block of A is in the cache. */
const COLUMNS = 32;
/** The same where A is copied into tiles, by every part anew: more, for the copy to pay. */
const COLUMNS_OF_COPIES = 192;
/** Fewer rows would pack B for too little work. */
const ROWS = 384;
/** Bytes of B that a part of a product with one or two rows reads; with more arithmetic counts, and shares must be even. */
const WEIGHT_BYTES = 1_048_576;
const WEIGHT_BYTES_OF_MORE = 262_144;

/**
 * By matrices of a batch, or else by rows and columns of C, regions whose sums do not depend on the cut.
 * Columns come first: a part packs only its own columns of B.
 */
export const matmulSplit = byHand<"matmul">(({ wasm, pool, grain }) => (args, whole) => {
  const { n, k, a, strideA, b, layoutB, strideB, c, residual } = args;
  let { batch, m, transposeA } = args;
  const flops = 2 * batch * m * n * k;
  if (flops < SMALLEST * grain) return whole();
  const each = alignUp(wasm.matmulScratchBytes(batch, m, n, k, transposeA, layoutB));
  // As in assembly/matmul.ts: [k, 1] is also [1, k], and one B for all makes the batch more rows.
  if (m === 1) transposeA = false;
  if (strideB === 0 && !transposeA && strideA === m * k) {
    m *= batch;
    batch = 1;
  }
  const region = { ...args, batch, m, transposeA, scratch: { base: args.scratch, each } };
  if (batch > 1 && strideB !== 0) {
    const part = partSize(batch, (PART * grain) / (2 * m * n * k), 1);
    return pool.run(
      jobOf("matmulRegion", {
        whole,
        rows: partCount(batch, part),
        args: {
          ...region,
          ...{ firstRow: 0, lastRow: m, firstColumn: 0, lastColumn: n },
          batch: countOf(batch, part),
          a: partOf(a, 4 * part * strideA),
          b: partOf(b, 4 * part * strideB),
          c: partOf(c, 4 * part * m * n),
          residual: partOf(residual, 4 * part * m * n),
        },
      }),
    );
  }
  const few = m <= (layoutB === MatmulLayout.panels ? FEW_PANEL_ROWS : FEW_ROWS) && !transposeA;
  const wanted = transposeA && m * k > LARGE_A ? COLUMNS_OF_COPIES : COLUMNS;
  const columns = few
    ? partSize(n, ((m > 2 ? WEIGHT_BYTES_OF_MORE : WEIGHT_BYTES) * grain) / (4 * k), 64)
    : partSize(n, Math.max(PANEL_COLUMNS, wanted * Math.min(1, grain)), PANEL_COLUMNS);
  const rows = few
    ? m
    : partSize(m, Math.max(ROWS * grain, (PART * grain) / (2 * k * columns)), 96);
  const { first: firstRow, last: lastRow } = rangeOf(m, rows);
  pool.run(
    jobOf("matmulRegion", {
      whole,
      rows: partCount(m, rows),
      columns: partCount(n, columns),
      args: {
        ...region,
        ...{ firstRow, lastRow },
        firstColumn: { base: 0, along: columns },
        lastColumn: { base: columns, along: columns, limit: n },
      },
    }),
  );
});
