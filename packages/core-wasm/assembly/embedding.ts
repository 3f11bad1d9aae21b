import { floatBytes, loadPartial, storePartial } from './simd';

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

/** dweight[r] = sum of dy[i] over the i with ids[i] = r, in ascending order of i. */
export function embeddingBackward(dy: usize, ids: usize, dweight: usize, count: i32, rows: i32, width: i32): void {
  memory.fill(dweight, 0, floatBytes(width) * rows);
  embeddingBackwardColumns(0, width, dy, ids, dweight, count, width);
}

/** The columns first .. last - 1 of embeddingBackward, added: rows cannot be split, for ids repeat. */
export function embeddingBackwardColumns(first: i32, last: i32, dy: usize, ids: usize, dweight: usize, count: i32, width: i32): void {
  const rest = (last - first) & 3, whole = floatBytes(last - first - rest), rowBytes = floatBytes(width);
  dy += floatBytes(first);
  dweight += floatBytes(first);
  for (let i = 0; i < count; i++, dy += rowBytes) {
    let from = dy, to = dweight + rowBytes * load<u32>(ids + floatBytes(i));
    for (const end = from + whole; from < end; from += 16, to += 16) {
      v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    }
    storePartial(to, f32x4.add(loadPartial(to, rest), loadPartial(from, rest)), rest);
  }
}
