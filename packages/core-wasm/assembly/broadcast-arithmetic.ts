import { floatBytes, storePartial } from './simd';

export const ADD = 0;
export const SUB = 1;
export const MUL = 2;
export const DIV = 3;
export const MAXIMUM = 4;
export const MINIMUM = 5;

// @ts-ignore: decorator
@inline
function apply(operation: i32, a: v128, b: v128): v128 {
  if (operation == ADD) return f32x4.add(a, b);
  if (operation == SUB) return f32x4.sub(a, b);
  if (operation == MUL) return f32x4.mul(a, b);
  if (operation == DIV) return f32x4.div(a, b);
  // pmax and pmin keep a NaN of a; that of b is put back.
  if (operation == MAXIMUM) return v128.bitselect(f32x4.pmax(a, b), b, f32x4.eq(b, b));
  return v128.bitselect(f32x4.pmin(a, b), b, f32x4.eq(b, b));
}

/** c[i] = a[i] op b[i]. */
// @ts-ignore: decorator
@inline
function rowRow(operation: i32, a: usize, b: usize, c: usize, count: i32): void {
  const end = c + floatBytes(count & -16);
  for (; c < end; a += 64, b += 64, c += 64) {
    v128.store(c, apply(operation, v128.load(a), v128.load(b)));
    v128.store(c, apply(operation, v128.load(a, 16), v128.load(b, 16)), 16);
    v128.store(c, apply(operation, v128.load(a, 32), v128.load(b, 32)), 32);
    v128.store(c, apply(operation, v128.load(a, 48), v128.load(b, 48)), 48);
  }
  count &= 15;
  for (; count >= 4; count -= 4, a += 16, b += 16, c += 16)
    v128.store(c, apply(operation, v128.load(a), v128.load(b)));
  if (count > 0) storePartial(c, apply(operation, v128.load(a), v128.load(b)), count);
}

/** c[i] = a[i] op b. */
// @ts-ignore: decorator
@inline
function rowScalar(operation: i32, a: usize, b: usize, c: usize, count: i32): void {
  const right = v128.load32_splat(b);
  const end = c + floatBytes(count & -16);
  for (; c < end; a += 64, c += 64) {
    v128.store(c, apply(operation, v128.load(a), right));
    v128.store(c, apply(operation, v128.load(a, 16), right), 16);
    v128.store(c, apply(operation, v128.load(a, 32), right), 32);
    v128.store(c, apply(operation, v128.load(a, 48), right), 48);
  }
  count &= 15;
  for (; count >= 4; count -= 4, a += 16, c += 16) v128.store(c, apply(operation, v128.load(a), right));
  if (count > 0) storePartial(c, apply(operation, v128.load(a), right), count);
}

/** c[i] = a op b[i]. */
// @ts-ignore: decorator
@inline
function scalarRow(operation: i32, a: usize, b: usize, c: usize, count: i32): void {
  const left = v128.load32_splat(a);
  const end = c + floatBytes(count & -16);
  for (; c < end; b += 64, c += 64) {
    v128.store(c, apply(operation, left, v128.load(b)));
    v128.store(c, apply(operation, left, v128.load(b, 16)), 16);
    v128.store(c, apply(operation, left, v128.load(b, 32)), 32);
    v128.store(c, apply(operation, left, v128.load(b, 48)), 48);
  }
  count &= 15;
  for (; count >= 4; count -= 4, b += 16, c += 16) v128.store(c, apply(operation, left, v128.load(b)));
  if (count > 0) storePartial(c, apply(operation, left, v128.load(b)), count);
}

/** Last axis of `axes`: its size, then the steps of a and b, which are 0 (repeats) or 1. */
// @ts-ignore: decorator
@inline
function innerLoop(operation: i32, axis: usize, a: usize, b: usize, c: usize): void {
  const count = load<i32>(axis);
  if (load<i32>(axis, 4) == 0) scalarRow(operation, a, b, c, count);
  else if (load<i32>(axis, 8) == 0) rowScalar(operation, a, b, c, count);
  else rowRow(operation, a, b, c, count);
}

/**
 * c = a op b over the axes at `axes`, slowest first, each as int32 { size, step of a, step of b }, steps in
 * elements; c is contiguous. One recursion level per axis keeps no state outside the stack.
 */
// @ts-ignore: decorator
@inline
function broadcast(operation: i32, axes: usize, outer: i32, a: usize, b: usize, c: usize): usize {
  const size = load<i32>(axes);
  const stepA = floatBytes(load<i32>(axes, 4));
  const stepB = floatBytes(load<i32>(axes, 8));
  if (outer > 1) {
    for (let i = 0; i < size; i++, a += stepA, b += stepB) c = broadcastArithmetic(operation, axes + 12, outer - 1, a, b, c);
    return c;
  }
  const row = floatBytes(load<i32>(axes, 12));
  for (let i = 0; i < size; i++, a += stepA, b += stepB, c += row) innerLoop(operation, axes + 12, a, b, c);
  return c;
}

/** c = a op b; `outer` axes (at least one) stand before the last in the table. */
export function broadcastArithmetic(operation: i32, axes: usize, outer: i32, a: usize, b: usize, c: usize): usize {
  if (operation == ADD) return broadcast(ADD, axes, outer, a, b, c);
  if (operation == SUB) return broadcast(SUB, axes, outer, a, b, c);
  if (operation == MUL) return broadcast(MUL, axes, outer, a, b, c);
  if (operation == DIV) return broadcast(DIV, axes, outer, a, b, c);
  if (operation == MAXIMUM) return broadcast(MAXIMUM, axes, outer, a, b, c);
  return broadcast(MINIMUM, axes, outer, a, b, c);
}
