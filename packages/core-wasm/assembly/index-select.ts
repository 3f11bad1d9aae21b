import { embedding, embeddingBackwardColumns } from './embedding';
import { floatBytes } from './simd';

/** y[o][j] = x[o][index[j]], rows of `inner` floats: x [outer, size, inner], y [outer, count, inner]. */
export function indexSelect(x: usize, index: usize, y: usize, outer: i32, size: i32, count: i32, inner: i32): void {
  for (; outer > 0; outer--, x += floatBytes(size * inner), y += floatBytes(count * inner))
    embedding(x, index, y, count, inner);
}

/** dx[o][index[j]] = the sum of dy[o][j], as embeddingBackward adds; next is chainIds of index. */
export function indexSelectBackward(
  dy: usize, index: usize, next: usize, dx: usize, outer: i32, size: i32, count: i32, inner: i32,
): void {
  memory.fill(dx, 0, floatBytes(size * inner) * outer);
  for (; outer > 0; outer--, dx += floatBytes(size * inner), dy += floatBytes(count * inner))
    embeddingBackwardColumns(0, inner, dy, index, next, dx, count, inner);
}
