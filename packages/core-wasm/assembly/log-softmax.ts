import { exponentials } from './cross-entropy';
import { exp2NonPositive } from './exp2-non-positive';
import { rowSum } from './layer-norm';
import { logScalar } from './log-vector';
import { floatBytes, negatedFma, storePartial } from './simd';
import { rowMax } from './softmax';

const LOG2_E: f32 = 1.4426950408889634;

/** y = x - max(x) - ln(sum(exp(x - max(x)))) for each row. */
export function logSoftmax(x: usize, y: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    const largest = rowMax(x, columns);
    const shifts = f32x4.splat(largest), logs = f32x4.splat(logScalar(exponentials(x, 0, columns, largest)));
    let count = columns;
    for (; count >= 4; count -= 4, x += 16, y += 16)
      v128.store(y, f32x4.sub(f32x4.sub(v128.load(x), shifts), logs));
    if (count > 0) storePartial(y, f32x4.sub(f32x4.sub(v128.load(x), shifts), logs), count);
    x += floatBytes(count);
    y += floatBytes(count);
  }
}

/** dx = dy - exp(y) sum(dy) for each row. */
export function logSoftmaxBackward(dy: usize, y: usize, dx: usize, rows: i32, columns: i32): void {
  const scales = f32x4.splat(LOG2_E);
  for (let row = 0; row < rows; row++) {
    const sums = f32x4.splat(rowSum(dy, columns));
    let count = columns;
    for (; count > 0; count -= 4, dy += 16, y += 16, dx += 16) {
      const value = negatedFma(exp2NonPositive(f32x4.mul(v128.load(y), scales)), sums, v128.load(dy));
      if (count >= 4) v128.store(dx, value);
      else storePartial(dx, value, count);
    }
    // Back from the end of the last whole vector to the end of the row.
    dy += floatBytes(count);
    y += floatBytes(count);
    dx += floatBytes(count);
  }
}
