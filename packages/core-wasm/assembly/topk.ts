import { floatBytes } from './simd';

/** Whether a stands before b: NaN counts as the largest value. */
// @ts-ignore: decorator
@inline
function above(a: f32, b: f32): bool {
  return a > b || (a != a && b == b);
}

/** The k largest of each row, largest first, and their columns: x [rows, columns], values and indices [rows, k]. */
export function topk(x: usize, values: usize, indices: usize, rows: i32, columns: i32, k: i32): void {
  if (k == 0) return;
  for (; rows > 0; rows--, x += floatBytes(columns), values += floatBytes(k), indices += floatBytes(k)) {
    let found = 0;
    for (let column = 0; column < columns; column++) {
      const value = load<f32>(x + floatBytes(column));
      if (found == k) {
        if (!above(value, load<f32>(values + floatBytes(k - 1)))) continue;
      } else found++;
      let at = found - 1; // an equal value keeps its place: it came first
      for (; at > 0 && above(value, load<f32>(values + floatBytes(at - 1))); at--) {
        store<f32>(values + floatBytes(at), load<f32>(values + floatBytes(at - 1)));
        store<i32>(indices + floatBytes(at), load<i32>(indices + floatBytes(at - 1)));
      }
      store<f32>(values + floatBytes(at), value);
      store<i32>(indices + floatBytes(at), column);
    }
  }
}
