import { accumulate } from './accumulate';
import { floatBytes, loadPartial, storePartial, storeUpTo } from './simd';

/** Position of the first id that is not in 0 .. rows - 1, or -1. */
export function firstBadId(ids: usize, count: i32, rows: i32): i32 {
  for (let i = 0; i < count; i++) {
    if (load<u32>(ids + floatBytes(i)) >= <u32>rows) return i;
  }
  return -1;
}

/** y[i] = weight[ids[i]], rows of width floats. */
export function embedding(weight: usize, ids: usize, y: usize, count: i32, width: i32): void {
  const rest = width & 3, whole = floatBytes(width - rest);
  for (let i = 0; i < count; i++) {
    let from = weight + floatBytes(width) * load<u32>(ids + floatBytes(i));
    for (const end = from + whole; from < end; from += 16, y += 16) v128.store(y, v128.load(from));
    storePartial(y, loadPartial(from, rest), rest);
    y += floatBytes(rest);
  }
}

/** Ids whose rows of the gradient are summed before they are added to those of the ids before. */
const IDS_TOGETHER = 512;
/** Of an id that is not the first of its kind in a block: its row is summed with the first one's. */
const NOT_FIRST: i32 = i32.MIN_VALUE;

/** Bytes of scratch that chainIds needs besides: the last position of each id. */
export function chainIdsScratchBytes(rows: i32): usize {
  return floatBytes(rows);
}

/**
 * Chains equal ids of a block: next[i] is the position of the next id that is ids[i], 0 without one, plus NOT_FIRST where
 * ids[i] was met before in the block.
 */
export function chainIds(ids: usize, count: i32, rows: i32, next: usize, scratch: usize): void {
  memory.fill(scratch, 0xff, floatBytes(rows));
  let first = 0;
  for (let i = 0; i < count; i++) {
    if (i - first == IDS_TOGETHER) first = i;
    const last = scratch + floatBytes(load<i32>(ids + floatBytes(i))), before = load<i32>(last);
    store<i32>(last, i);
    const follows = before >= first;
    store<i32>(next + floatBytes(i), follows ? NOT_FIRST : 0);
    if (follows) store<i32>(next + floatBytes(before), load<i32>(next + floatBytes(before)) | i);
  }
}

/**
 * dweight[r] = sum of dy[i] over the i with ids[i] = r, in ascending order of i and in blocks of 512 ids, which are added
 * apart; next as chainIds makes it.
 */
export function embeddingBackward(dy: usize, ids: usize, next: usize, dweight: usize, count: i32, rows: i32, width: i32): void {
  memory.fill(dweight, 0, floatBytes(width) * rows);
  embeddingBackwardColumns(0, width, dy, ids, next, dweight, count, width);
}

/** The columns first .. last - 1 of embeddingBackward, added: rows cannot be split, for ids repeat. */
export function embeddingBackwardColumns(
  first: i32, last: i32, dy: usize, ids: usize, next: usize, dweight: usize, count: i32, width: i32,
): void {
  const columns = last - first, rowBytes = floatBytes(width);
  dy += floatBytes(first);
  dweight += floatBytes(first);
  for (let i = 0; i < count; i++) {
    const follower = load<i32>(next + floatBytes(i));
    if (follower < 0) continue;
    const from = dy + rowBytes * i, to = dweight + rowBytes * load<u32>(ids + floatBytes(i));
    if (follower == 0) accumulate(to, from, columns);
    else accumulateChain(to, dy, rowBytes, i, next, columns);
  }
}

/** to += the sum of the rows of a chain that begins with row i, 16 columns at a time. */
function accumulateChain(to: usize, dy: usize, rowBytes: usize, i: i32, next: usize, columns: i32): void {
  for (; columns > 0; columns -= 16, dy += 64, to += 64) {
    if (columns < 16) return accumulateChainEnd(to, dy, rowBytes, i, next, columns);
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let at = i;
    do {
      const from = dy + rowBytes * at;
      s0 = f32x4.add(s0, v128.load(from));
      s1 = f32x4.add(s1, v128.load(from, 16));
      s2 = f32x4.add(s2, v128.load(from, 32));
      s3 = f32x4.add(s3, v128.load(from, 48));
      at = load<i32>(next + floatBytes(at)) & i32.MAX_VALUE;
    } while (at);
    v128.store(to, f32x4.add(v128.load(to), s0));
    v128.store(to, f32x4.add(v128.load(to, 16), s1), 16);
    v128.store(to, f32x4.add(v128.load(to, 32), s2), 32);
    v128.store(to, f32x4.add(v128.load(to, 48), s3), 48);
  }
}

/** The last columns, fewer than 16. */
function accumulateChainEnd(to: usize, dy: usize, rowBytes: usize, i: i32, next: usize, columns: i32): void {
  for (; columns > 0; columns -= 4, dy += 16, to += 16) {
    let sum = f32x4.splat(0);
    let at = i;
    do {
      sum = f32x4.add(sum, v128.load(dy + rowBytes * at));
      at = load<i32>(next + floatBytes(at)) & i32.MAX_VALUE;
    } while (at);
    storeUpTo(to, f32x4.add(v128.load(to), sum), columns);
  }
}
