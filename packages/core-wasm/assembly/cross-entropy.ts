import { exp2NonPositive } from './exp2-non-positive';
import { logScalar } from './log-vector';
import { scale } from './scale';
import { floatBytes, storePartial, sumLanes } from './simd';
import { rowMax } from './softmax';

/** Position of the first target that is neither in 0 .. classes - 1 nor ignoreIndex, or -1. */
export function firstBadTarget(target: usize, rows: i32, classes: i32, ignoreIndex: i32): i32 {
  for (let row = 0; row < rows; row++) {
    const class_ = load<i32>(target + floatBytes(row));
    if (<u32>class_ >= <u32>classes && class_ != ignoreIndex) return row;
  }
  return -1;
}

/** Number of targets that are not ignored. */
export function countTargets(target: usize, rows: i32, ignoreIndex: i32): i32 {
  let count = 0;
  for (let row = 0; row < rows; row++) count += i32(load<i32>(target + floatBytes(row)) != ignoreIndex);
  return count;
}

const LOG2_E: f32 = 1.4426950408889634;

/** y = exp(x - max), unless y is 0; gives their sum. */
function exponentials(x: usize, y: usize, count: i32, max: f32): f32 {
  const shifts = f32x4.splat(max), scales = f32x4.splat(LOG2_E);
  let s0 = f32x4.splat(0), s1 = s0;
  for (; count >= 8; count -= 8, x += 32) {
    const e0 = exp2NonPositive(f32x4.mul(f32x4.sub(v128.load(x), shifts), scales));
    const e1 = exp2NonPositive(f32x4.mul(f32x4.sub(v128.load(x, 16), shifts), scales));
    s0 = f32x4.add(s0, e0);
    s1 = f32x4.add(s1, e1);
    if (y) {
      v128.store(y, e0);
      v128.store(y, e1, 16);
      y += 32;
    }
  }
  for (; count > 0; count -= 4, x += 16) {
    const e = exp2NonPositive(f32x4.mul(f32x4.sub(v128.load(x), shifts), scales));
    const own = count >= 4 ? e : firstLanes(e, count);
    s0 = f32x4.add(s0, own);
    if (y) {
      if (count >= 4) v128.store(y, own);
      else storePartial(y, own, count);
      y += 16;
    }
  }
  return sumLanes(f32x4.add(s0, s1));
}

/** The lanes below count, zeros above. */
function firstLanes(x: v128, count: i32): v128 {
  return v128.and(x, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count)));
}

/** Sum of x - shift. */
function shiftedSum(x: usize, count: i32, shift: f32): f32 {
  const shifts = f32x4.splat(shift);
  let sums = f32x4.splat(0);
  for (; count >= 4; count -= 4, x += 16) sums = f32x4.add(sums, f32x4.sub(v128.load(x), shifts));
  let sum = sumLanes(sums);
  for (; count > 0; count--, x += 4) sum += load<f32>(x) - shift;
  return sum;
}

/**
 * losses[row] = ln sum exp(z) - (1 - s) z[target] - s mean(z), z = logits - max, s = labelSmoothing, and
 * dlogits = (softmax(logits) - s / classes - (1 - s at the target)) gradientScale. Both 0 where the target is ignoreIndex.
 * dlogits may be 0 (not wanted).
 */
export function crossEntropy(
  logits: usize, target: usize, losses: usize, dlogits: usize, rows: i32, classes: i32,
  ignoreIndex: i32, labelSmoothing: f32, gradientScale: f32,
): void {
  const rowBytes = floatBytes(classes);
  for (let row = 0; row < rows; row++, logits += rowBytes, target += 4, losses += 4) {
    const class_ = load<i32>(target);
    const gradient = dlogits ? dlogits + rowBytes * row : 0;
    if (class_ == ignoreIndex) {
      store<f32>(losses, 0);
      if (gradient) memory.fill(gradient, 0, rowBytes);
      continue;
    }
    const largest = rowMax(logits, classes);
    const sum = exponentials(logits, gradient, classes, largest);
    let loss = logScalar(sum) - (<f32>1 - labelSmoothing) * (load<f32>(logits + floatBytes(class_)) - largest);
    // A masked class (-Infinity) costs nothing unless it is asked for: no 0 times infinity.
    if (labelSmoothing > 0) loss -= labelSmoothing * (shiftedSum(logits, classes, largest) / <f32>classes);
    store<f32>(losses, loss);
    if (gradient) {
      scale(gradient, gradient, classes, gradientScale / sum);
      if (labelSmoothing > 0) subtract(gradient, classes, gradientScale * (labelSmoothing / <f32>classes));
      const atTarget = gradient + floatBytes(class_);
      store<f32>(atTarget, load<f32>(atTarget) - gradientScale * (<f32>1 - labelSmoothing));
    }
  }
}

/** x -= amount */
function subtract(x: usize, count: i32, amount: f32): void {
  const amounts = f32x4.splat(amount);
  for (; count >= 4; count -= 4, x += 16) v128.store(x, f32x4.sub(v128.load(x), amounts));
  for (; count > 0; count--, x += 4) store<f32>(x, load<f32>(x) - amount);
}

/** loss = sum of the losses, in order and in float64, over divisor; NaN when that is 0. */
export function reduceLosses(losses: usize, rows: i32, divisor: f64, loss: usize): void {
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) sum += <f64>load<f32>(losses + floatBytes(row));
  store<f32>(loss, <f32>(sum / divisor));
}
