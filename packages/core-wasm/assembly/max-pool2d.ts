import { floatBytes } from './simd';

/** The largest element under each window, and where in its plane it stands; the first of equal ones, a NaN wins. */
export function maxPool2d(
  x: usize, y: usize, indices: usize, planes: i32, height: i32, width: i32, rows: i32, columns: i32, kernelY: i32, kernelX: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  for (; planes > 0; planes--, x += floatBytes(height * width))
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++, y += 4, indices += 4) {
        let largest = -Infinity as f32, at = -1;
        for (let ky = 0, iy = row * strideY - top; ky < kernelY; ky++, iy += dilationY) {
          if (<u32>iy >= <u32>height) continue;
          for (let kx = 0, ix = column * strideX - left; kx < kernelX; kx++, ix += dilationX) {
            if (<u32>ix >= <u32>width) continue;
            const value = load<f32>(x + floatBytes(iy * width + ix));
            if (at < 0 || value > largest || (value != value && largest == largest)) {
              largest = value;
              at = iy * width + ix;
            }
          }
        }
        store<f32>(y, largest);
        store<i32>(indices, at);
      }
}
