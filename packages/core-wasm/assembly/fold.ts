import { floatBytes, maxCount } from './simd';
import { firstInside, firstPast } from './window';

/** y[i stride] += x[i]. */
function addEvery(x: usize, y: usize, stride: i32, count: i32): void {
  if (stride == 1) {
    for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
  }
  for (; count > 0; count--, x += 4, y += floatBytes(stride)) store<f32>(y, load<f32>(y) + load<f32>(x));
}

function foldCell(
  x: usize, y: usize, height: i32, width: i32, rows: i32, columns: i32, top: i32, left: i32, strideY: i32, strideX: i32,
): void {
  const first = firstInside(left, strideX, columns);
  const last = maxCount(first, firstPast(left, strideX, columns, width));
  for (let row = 0; row < rows; row++, top += strideY, x += floatBytes(columns)) {
    if (<u32>top < <u32>height)
      addEvery(x + floatBytes(first), y + floatBytes(top * width + left + first * strideX), strideX, last - first);
  }
}

/** The sum over each element of `planes` planes of the cells that lie on it: x [planes, kernelY, kernelX, rows, columns]. */
export function fold(
  x: usize, y: usize, planes: i32, height: i32, width: i32, rows: i32, columns: i32, kernelY: i32, kernelX: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  memory.fill(y, 0, floatBytes(height * width) * planes);
  for (; planes > 0; planes--, y += floatBytes(height * width))
    for (let ky = 0; ky < kernelY; ky++)
      for (let kx = 0; kx < kernelX; kx++, x += floatBytes(rows * columns))
        foldCell(x, y, height, width, rows, columns, ky * dilationY - top, kx * dilationX - left, strideY, strideX);
}
