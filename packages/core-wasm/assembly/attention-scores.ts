import { blockTerms } from './blocked-sums';
import { multiplyBlock } from './matmul-blocks';
import { FEW_ROWS, multiplyFewRowsTransposed } from './matmul-few-rows';
import { tallRows } from './matmul-tall-micro-kernels';
import { packTransposedPanels } from './pack';
import { floatBytes, maxCount, minCount, roundUp } from './simd';

/** Most queries handled together: 16 beat 24, 32 and 64, because causal blocks skip more. */
export const QUERY_BLOCK = 16;

/** Queries handled together by the forward pass, whose bits do not depend on it: two tiles of 6 rows leave no rest for those of 4. */
export function forwardQueryBlock(): i32 {
  return tallRows(12) == 12 ? 12 : QUERY_BLOCK;
}

/** Few queries (decoding) read keys and values in place. */
export function hasFewQueries(queries: i32): bool {
  return queries <= FEW_ROWS;
}

/** Whether few queries meet the keys or values of a head in memory: a cache of 16 KB a head is not met again before a whole model was read. */
export function comeFromMemory(keys: i32, headSize: i32): bool {
  return keys * headSize >= 4096;
}

/** Floats of one row of scores: 16 more than keys, so that a column of scores does not hit the same L1 set in every row. */
export function scoreRowFloats(keys: i32): i32 {
  return roundUp(keys, 8) + 16;
}

/** Floats of the panels of K^T or V^T, none when the queries are few. */
export function panelFloats(queries: i32, keys: i32, headSize: i32): i32 {
  return hasFewQueries(queries) ? 0 : roundUp(keys, 8) * headSize;
}

/** Keys that a query sees, none before the first; horizon is the query offset, or keys when nothing is hidden. */
// @ts-ignore: decorator
@inline
export function visibleKeys(query: i32, horizon: i32, keys: i32): i32 {
  return maxCount(0, minCount(keys, query + horizon + 1));
}

/** Panels of the transpose of rows [keys, headSize], when products needs them. */
export function packForProducts(queries: i32, keys: i32, headSize: i32, rows: usize, rowBytes: usize, panels: usize): void {
  if (!hasFewQueries(queries)) packTransposedPanels(headSize, keys, rows, rowBytes, panels);
}

/** out[count, keys] = a b^T for a block of the queries: q k^T or dO v^T; all blocks of a head take the same path. */
export function products(
  queries: i32, count: i32, keys: i32, headSize: i32, a: usize, aRow: usize, b: usize, bRow: usize, panels: usize,
  out: usize, outRow: usize,
): void {
  if (hasFewQueries(queries)) {
    multiplyFewRowsTransposed(count, keys, headSize, a, aRow, b, bRow, out, outRow, 0, 0, 0, comeFromMemory(keys, headSize));
  } else {
    multiplyBlock(count, roundUp(keys, 8), headSize, a, aRow, panels, floatBytes(headSize) << 3, 32, out, outRow, 0, 0, 0,
      blockTerms(headSize), false);
  }
}
