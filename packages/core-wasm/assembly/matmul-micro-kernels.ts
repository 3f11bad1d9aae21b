import { fma, storePartial } from './simd';

// 4 x 8 register tiles: 8 accumulators, 2 of B, 4 of A leave V8 one spare xmm register. No unrolling over k:
// wider tiles and unrolled loops spill in V8 11 (Node 20) and halve the speed.
//
// Both kernels compute C[m, 8] = op(A) B + bias + init for one panel of 8 columns, row tile after row tile. Strides are in bytes.
//   b, bStep      first row of the panel and the way to the next (32 when packed, the row of B in place)
//   init, initRow what is added to the sums (0: nothing; C itself to accumulate; a residual; initRow 0 repeats one row)
//   bias          8 values added to the sums of every row before that (0: none)
//   columns       how many of the 8 columns C has: the others are computed and not written
// A row past m repeats the last one; stores go upwards, so that the row which exists is written last.

/** C[m, 8] = A B + bias + init with A [m, k] row-major. */
export function multiplyPanel(
  m: i32, k: i32, a: usize, aRow: usize, b: usize, bStep: usize, c: usize, cRow: usize,
  init: usize, initRow: usize, bias: usize, columns: i32,
): void {
  const kBytes = <usize>k << 2;
  do {
    let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
    let a0 = a;
    let a1 = m > 1 ? a0 + aRow : a0;
    let a2 = m > 2 ? a1 + aRow : a1;
    let a3 = m > 3 ? a2 + aRow : a2;
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
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
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
    }
    if (init) {
      const init1 = m > 1 ? init + initRow : init;
      const init2 = m > 2 ? init1 + initRow : init1;
      const init3 = m > 3 ? init2 + initRow : init2;
      c00 = f32x4.add(c00, v128.load(init));
      c01 = f32x4.add(c01, v128.load(init, 16));
      c10 = f32x4.add(c10, v128.load(init1));
      c11 = f32x4.add(c11, v128.load(init1, 16));
      c20 = f32x4.add(c20, v128.load(init2));
      c21 = f32x4.add(c21, v128.load(init2, 16));
      c30 = f32x4.add(c30, v128.load(init3));
      c31 = f32x4.add(c31, v128.load(init3, 16));
      init = init3 + initRow;
    }
    const c1 = m > 1 ? c + cRow : c;
    const c2 = m > 2 ? c1 + cRow : c1;
    const c3 = m > 3 ? c2 + cRow : c2;
    if (columns >= 8) {
      v128.store(c3, c30);
      v128.store(c3, c31, 16);
      v128.store(c2, c20);
      v128.store(c2, c21, 16);
      v128.store(c1, c10);
      v128.store(c1, c11, 16);
      v128.store(c, c00);
      v128.store(c, c01, 16);
    } else {
      storeColumns(c3, c30, c31, columns);
      storeColumns(c2, c20, c21, columns);
      storeColumns(c1, c10, c11, columns);
      storeColumns(c, c00, c01, columns);
    }
    a += aRow << 2;
    c = c3 + cRow;
    m -= 4;
  } while (m > 0);
}

/** C[m, 8] = A^T B + bias + init with A [k, m] row-major; aTile bytes lead from four columns of A to the next four. */
export function multiplyPanelTransposed(
  m: i32, k: i32, a: usize, aRow: usize, aTile: usize, b: usize, bStep: usize, c: usize, cRow: usize,
  init: usize, initRow: usize, bias: usize, columns: i32,
): void {
  const kBytes = <usize>k * aRow;
  do {
    let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
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
    }
    if (init) {
      const init1 = m > 1 ? init + initRow : init;
      const init2 = m > 2 ? init1 + initRow : init1;
      const init3 = m > 3 ? init2 + initRow : init2;
      c00 = f32x4.add(c00, v128.load(init));
      c01 = f32x4.add(c01, v128.load(init, 16));
      c10 = f32x4.add(c10, v128.load(init1));
      c11 = f32x4.add(c11, v128.load(init1, 16));
      c20 = f32x4.add(c20, v128.load(init2));
      c21 = f32x4.add(c21, v128.load(init2, 16));
      c30 = f32x4.add(c30, v128.load(init3));
      c31 = f32x4.add(c31, v128.load(init3, 16));
      init = init3 + initRow;
    }
    const c1 = m > 1 ? c + cRow : c;
    const c2 = m > 2 ? c1 + cRow : c1;
    const c3 = m > 3 ? c2 + cRow : c2;
    if (columns >= 8) {
      v128.store(c3, c30);
      v128.store(c3, c31, 16);
      v128.store(c2, c20);
      v128.store(c2, c21, 16);
      v128.store(c1, c10);
      v128.store(c1, c11, 16);
      v128.store(c, c00);
      v128.store(c, c01, 16);
    } else {
      storeColumns(c3, c30, c31, columns);
      storeColumns(c2, c20, c21, columns);
      storeColumns(c1, c10, c11, columns);
      storeColumns(c, c00, c01, columns);
    }
    a += aTile;
    c = c3 + cRow;
    m -= 4;
  } while (m > 0);
}

/** Writes the first columns (1..7) of two vectors. */
// @ts-ignore: decorator
@inline
export function storeColumns(c: usize, low: v128, high: v128, columns: i32): void {
  if (columns >= 4) {
    v128.store(c, low);
    storePartial(c + 16, high, columns - 4);
  } else storePartial(c, low, columns);
}
