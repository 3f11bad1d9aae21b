import { floatBytes, maxCount } from './simd';
import { firstInside, firstPast } from './window';

/** y[i] = x[i stride]. */
function takeEvery(x: usize, stride: i32, y: usize, count: i32): void {
  if (stride == 1) {
    for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, v128.load(x));
  }
  for (; count > 0; count--, x += floatBytes(stride), y += 4) store<f32>(y, load<f32>(x));
}

/**
 * One plane [height, width] and one cell of the window, whose position at place (0, 0) is (top, left): its value at
 * all places [rows, columns], zero outside the plane.
 */
export function unfoldCell(
  x: usize, y: usize, height: i32, width: i32, rows: i32, columns: i32, top: i32, left: i32, strideY: i32, strideX: i32,
): void {
  const first = firstInside(left, strideX, columns);
  const last = maxCount(first, firstPast(left, strideX, columns, width));
  for (let row = 0; row < rows; row++, top += strideY, y += floatBytes(columns)) {
    if (<u32>top >= <u32>height) {
      memory.fill(y, 0, floatBytes(columns));
      continue;
    }
    memory.fill(y, 0, floatBytes(first));
    takeEvery(x + floatBytes(top * width + left + first * strideX), strideX, y + floatBytes(first), last - first);
    memory.fill(y + floatBytes(last), 0, floatBytes(columns - last));
  }
}

/** The cells of a window [kernelY, kernelX] over `planes` planes: y [planes, kernelY, kernelX, rows, columns]. */
export function unfold(
  x: usize, y: usize, planes: i32, height: i32, width: i32, rows: i32, columns: i32, kernelY: i32, kernelX: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  for (; planes > 0; planes--, x += floatBytes(height * width))
    for (let ky = 0; ky < kernelY; ky++)
      for (let kx = 0; kx < kernelX; kx++, y += floatBytes(rows * columns))
        unfoldCell(x, y, height, width, rows, columns, ky * dilationY - top, kx * dilationX - left, strideY, strideX);
}
