import { storeColumns } from './matmul-micro-kernels';
import { fma } from './simd';

// 6 x 8 register tiles, for engines that keep 12 accumulators, 2 of B and 1 of A in registers when the multiply-add is fused
// (V8 13 and newer: 8 % faster than 4 x 8 there, half as fast before). Arguments and order of the sums as in
// matmul-micro-kernels, but m is a multiple of 6: a choice of tiles never shows in the bits.

/** Whether 6 x 8 tiles are faster here: said by whoever instantiates the module, who measured it. */
// @ts-ignore: decorator
@external("env", "tallTiles")
declare const tallTiles: i32;

/** How many of m rows go through tiles of 6, leaving a rest that fills its tiles of 4 best. */
export function tallRows(m: i32): i32 {
  if (!ASC_FEATURE_RELAXED_SIMD) return 0;
  if (!tallTiles) return 0;
  let tiles = m / 6;
  const rest = m - 6 * tiles;
  // 7 = 4 + 3, 8 = 4 + 4 and 11 = 4 + 4 + 3 waste less than 6 + 1, 6 + 2 and 6 + 4 + 1.
  if (tiles > 0 && (rest == 1 || rest == 2 || rest == 5)) tiles--;
  return 6 * tiles;
}

/** C[m, 8] = A B + bias + init with A [m, k] row-major. */
export function multiplyTallPanel(
  m: i32, k: i32, a: usize, aRow: usize, b: usize, bStep: usize, c: usize, cRow: usize,
  init: usize, initRow: usize, bias: usize, columns: i32,
): void {
  const kBytes = <usize>k << 2;
  do {
    let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
    let c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
    let a0 = a;
    let a1 = a0 + aRow;
    let a2 = a1 + aRow;
    let a3 = a2 + aRow;
    let a4 = a3 + aRow;
    let a5 = a4 + aRow;
    a = a5 + aRow;
    let row = b;
    const end = a0 + kBytes;
    do {
      const b0 = v128.load(row), b1 = v128.load(row, 16);
      const x0 = v128.load32_splat(a0);
      c00 = fma(x0, b0, c00);
      c01 = fma(x0, b1, c01);
      const x1 = v128.load32_splat(a1);
      c10 = fma(x1, b0, c10);
      c11 = fma(x1, b1, c11);
      const x2 = v128.load32_splat(a2);
      c20 = fma(x2, b0, c20);
      c21 = fma(x2, b1, c21);
      const x3 = v128.load32_splat(a3);
      c30 = fma(x3, b0, c30);
      c31 = fma(x3, b1, c31);
      const x4 = v128.load32_splat(a4);
      c40 = fma(x4, b0, c40);
      c41 = fma(x4, b1, c41);
      const x5 = v128.load32_splat(a5);
      c50 = fma(x5, b0, c50);
      c51 = fma(x5, b1, c51);
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
      a4 += 4;
      a5 += 4;
      row += bStep;
    } while (a0 < end);
    if (bias) {
      const bias0 = v128.load(bias), bias1 = v128.load(bias, 16);
      c00 = f32x4.add(c00, bias0);
      c01 = f32x4.add(c01, bias1);
      c10 = f32x4.add(c10, bias0);
      c11 = f32x4.add(c11, bias1);
      c20 = f32x4.add(c20, bias0);
      c21 = f32x4.add(c21, bias1);
      c30 = f32x4.add(c30, bias0);
      c31 = f32x4.add(c31, bias1);
      c40 = f32x4.add(c40, bias0);
      c41 = f32x4.add(c41, bias1);
      c50 = f32x4.add(c50, bias0);
      c51 = f32x4.add(c51, bias1);
    }
    if (init) {
      c00 = f32x4.add(c00, v128.load(init));
      c01 = f32x4.add(c01, v128.load(init, 16));
      init += initRow;
      c10 = f32x4.add(c10, v128.load(init));
      c11 = f32x4.add(c11, v128.load(init, 16));
      init += initRow;
      c20 = f32x4.add(c20, v128.load(init));
      c21 = f32x4.add(c21, v128.load(init, 16));
      init += initRow;
      c30 = f32x4.add(c30, v128.load(init));
      c31 = f32x4.add(c31, v128.load(init, 16));
      init += initRow;
      c40 = f32x4.add(c40, v128.load(init));
      c41 = f32x4.add(c41, v128.load(init, 16));
      init += initRow;
      c50 = f32x4.add(c50, v128.load(init));
      c51 = f32x4.add(c51, v128.load(init, 16));
      init += initRow;
    }
    if (columns >= 8) {
      v128.store(c, c00);
      v128.store(c, c01, 16);
      c += cRow;
      v128.store(c, c10);
      v128.store(c, c11, 16);
      c += cRow;
      v128.store(c, c20);
      v128.store(c, c21, 16);
      c += cRow;
      v128.store(c, c30);
      v128.store(c, c31, 16);
      c += cRow;
      v128.store(c, c40);
      v128.store(c, c41, 16);
      c += cRow;
      v128.store(c, c50);
      v128.store(c, c51, 16);
      c += cRow;
    } else {
      storeColumns(c, c00, c01, columns);
      c += cRow;
      storeColumns(c, c10, c11, columns);
      c += cRow;
      storeColumns(c, c20, c21, columns);
      c += cRow;
      storeColumns(c, c30, c31, columns);
      c += cRow;
      storeColumns(c, c40, c41, columns);
      c += cRow;
      storeColumns(c, c50, c51, columns);
      c += cRow;
    }
    m -= 6;
  } while (m > 0);
}

/** C[m, 8] = A^T B + bias + init with A [k, m] row-major; aTile bytes lead from six columns of A to the next six. */
export function multiplyTallPanelTransposed(
  m: i32, k: i32, a: usize, aRow: usize, aTile: usize, b: usize, bStep: usize, c: usize, cRow: usize,
  init: usize, initRow: usize, bias: usize, columns: i32,
): void {
  const kBytes = <usize>k * aRow;
  do {
    let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
    let c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
    let column = a;
    let row = b;
    const end = a + kBytes;
    do {
      const b0 = v128.load(row), b1 = v128.load(row, 16);
      const x0 = v128.load32_splat(column);
      c00 = fma(x0, b0, c00);
      c01 = fma(x0, b1, c01);
      const x1 = v128.load32_splat(column, 4);
      c10 = fma(x1, b0, c10);
      c11 = fma(x1, b1, c11);
      const x2 = v128.load32_splat(column, 8);
      c20 = fma(x2, b0, c20);
      c21 = fma(x2, b1, c21);
      const x3 = v128.load32_splat(column, 12);
      c30 = fma(x3, b0, c30);
      c31 = fma(x3, b1, c31);
      const x4 = v128.load32_splat(column, 16);
      c40 = fma(x4, b0, c40);
      c41 = fma(x4, b1, c41);
      const x5 = v128.load32_splat(column, 20);
      c50 = fma(x5, b0, c50);
      c51 = fma(x5, b1, c51);
      column += aRow;
      row += bStep;
    } while (column < end);
    if (bias) {
      const bias0 = v128.load(bias), bias1 = v128.load(bias, 16);
      c00 = f32x4.add(c00, bias0);
      c01 = f32x4.add(c01, bias1);
      c10 = f32x4.add(c10, bias0);
      c11 = f32x4.add(c11, bias1);
      c20 = f32x4.add(c20, bias0);
      c21 = f32x4.add(c21, bias1);
      c30 = f32x4.add(c30, bias0);
      c31 = f32x4.add(c31, bias1);
      c40 = f32x4.add(c40, bias0);
      c41 = f32x4.add(c41, bias1);
      c50 = f32x4.add(c50, bias0);
      c51 = f32x4.add(c51, bias1);
    }
    if (init) {
      c00 = f32x4.add(c00, v128.load(init));
      c01 = f32x4.add(c01, v128.load(init, 16));
      init += initRow;
      c10 = f32x4.add(c10, v128.load(init));
      c11 = f32x4.add(c11, v128.load(init, 16));
      init += initRow;
      c20 = f32x4.add(c20, v128.load(init));
      c21 = f32x4.add(c21, v128.load(init, 16));
      init += initRow;
      c30 = f32x4.add(c30, v128.load(init));
      c31 = f32x4.add(c31, v128.load(init, 16));
      init += initRow;
      c40 = f32x4.add(c40, v128.load(init));
      c41 = f32x4.add(c41, v128.load(init, 16));
      init += initRow;
      c50 = f32x4.add(c50, v128.load(init));
      c51 = f32x4.add(c51, v128.load(init, 16));
      init += initRow;
    }
    if (columns >= 8) {
      v128.store(c, c00);
      v128.store(c, c01, 16);
      c += cRow;
      v128.store(c, c10);
      v128.store(c, c11, 16);
      c += cRow;
      v128.store(c, c20);
      v128.store(c, c21, 16);
      c += cRow;
      v128.store(c, c30);
      v128.store(c, c31, 16);
      c += cRow;
      v128.store(c, c40);
      v128.store(c, c41, 16);
      c += cRow;
      v128.store(c, c50);
      v128.store(c, c51, 16);
      c += cRow;
    } else {
      storeColumns(c, c00, c01, columns);
      c += cRow;
      storeColumns(c, c10, c11, columns);
      c += cRow;
      storeColumns(c, c20, c21, columns);
      c += cRow;
      storeColumns(c, c30, c31, columns);
      c += cRow;
      storeColumns(c, c40, c41, columns);
      c += cRow;
      storeColumns(c, c50, c51, columns);
      c += cRow;
    }
    a += aTile;
    m -= 6;
  } while (m > 0);
}
