import { ROW_TERMS } from './blocked-sums';
import { exp2NonPositive } from './exp2-non-positive';
import { rowSum } from './layer-norm';
import { logScalar } from './log-vector';
import { scale } from './scale';
import { firstLanes, floatBytes, minCount, storePartial, sumLanes } from './simd';
import { rowMax } from './softmax';

/** Position of the first target that is neither in 0 .. classes - 1 nor ignoreIndex, or -1. */
export function firstBadTarget(target: usize, rows: i32, classes: i32, ignoreIndex: i32): i32 {
  for (let row = 0; row < rows; row++) {
    const class_ = load<i32>(target + floatBytes(row));
    if (<u32>class_ >= <u32>classes && class_ != ignoreIndex) return row;
  }
  return -1;
}

/** Sum of the weights of the targets that are not ignored, each 1 where weight is 0 (none). */
export function targetWeight(target: usize, weight: usize, rows: i32, ignoreIndex: i32): f64 {
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const class_ = load<i32>(target + floatBytes(row));
    if (class_ != ignoreIndex) sum += weight ? <f64>load<f32>(weight + floatBytes(class_)) : 1;
  }
  return sum;
}

const LOG2_E: f32 = 1.4426950408889634;

/** y = exp(x - max), unless y is 0; gives their sum. */
export function exponentials(x: usize, y: usize, count: i32, max: f32): f32 {
  let sum: f64 = 0;
  for (; count > 0; count -= ROW_TERMS, x += floatBytes(ROW_TERMS)) {
    sum += <f64>blockExponentials(x, y, minCount(count, ROW_TERMS), max);
    if (y) y += floatBytes(ROW_TERMS);
  }
  return <f32>sum;
}

function blockExponentials(x: usize, y: usize, count: i32, max: f32): f32 {
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

/** Sum of weight (x - shift); a weight of 0 (none) counts 1. */
export function shiftedSum(x: usize, weight: usize, count: i32, shift: f32): f32 {
  let sum: f64 = 0;
  for (; count > 0; count -= ROW_TERMS, x += floatBytes(ROW_TERMS)) {
    sum += <f64>blockShiftedSum(x, weight, minCount(count, ROW_TERMS), shift);
    if (weight) weight += floatBytes(ROW_TERMS);
  }
  return <f32>sum;
}

function blockShiftedSum(x: usize, weight: usize, count: i32, shift: f32): f32 {
  const shifts = f32x4.splat(shift);
  let sums = f32x4.splat(0);
  for (; count >= 4; count -= 4, x += 16) {
    let value = f32x4.sub(v128.load(x), shifts);
    if (weight) {
      value = f32x4.mul(value, v128.load(weight));
      weight += 16;
    }
    sums = f32x4.add(sums, value);
  }
  let sum = sumLanes(sums);
  for (; count > 0; count--, x += 4) {
    sum += (load<f32>(x) - shift) * (weight ? load<f32>(weight) : 1);
    if (weight) weight += 4;
  }
  return sum;
}

/**
 * With z = logits - max, l = ln sum exp(z), s = labelSmoothing and w = weight (1 where it is 0, none):
 * losses[row] = (1 - s) w[target] (l - z[target]) + s / classes sum(w (l - z)), and dlogits = gradientScale times
 * softmax(logits) ((1 - s) w[target] + s / classes sum(w)) - s / classes w - ((1 - s) w[target] at the target).
 * Log-probabilities are taken as they are: l and the softmax are then 0. Both results are 0 where the target is
 * ignoreIndex. dlogits may be 0 (not wanted).
 */
export function crossEntropy(
  logits: usize, target: usize, weight: usize, losses: usize, dlogits: usize, rows: i32, classes: i32,
  ignoreIndex: i32, labelSmoothing: f32, logProbabilities: bool, gradientScale: f32,
): void {
  const rowBytes = floatBytes(classes);
  // Without smoothing the weights of other classes do not count, a NaN among them neither.
  let total: f32 = 0;
  if (labelSmoothing != 0) total = weight ? rowSum(weight, classes) : <f32>classes;
  const spread = labelSmoothing / <f32>classes;
  for (let row = 0; row < rows; row++, logits += rowBytes, target += 4, losses += 4) {
    const class_ = load<i32>(target);
    const gradient = dlogits ? dlogits + rowBytes * row : 0;
    if (gradient != 0 && (logProbabilities || class_ == ignoreIndex)) memory.fill(gradient, 0, rowBytes);
    if (class_ == ignoreIndex) {
      store<f32>(losses, 0);
      continue;
    }
    const own = (<f32>1 - labelSmoothing) * (weight ? load<f32>(weight + floatBytes(class_)) : 1);
    let largest: f32 = 0, logSum: f32 = 0;
    if (!logProbabilities) {
      largest = rowMax(logits, classes);
      const sum = exponentials(logits, gradient, classes, largest);
      logSum = logScalar(sum);
      if (gradient) scale(gradient, gradient, classes, gradientScale * (own + spread * total) / sum);
    }
    let loss = own * (logSum - (load<f32>(logits + floatBytes(class_)) - largest));
    // A masked class (-Infinity) costs nothing unless it is asked for: no 0 times infinity.
    if (labelSmoothing > 0) loss += spread * (total * logSum - shiftedSum(logits, weight, classes, largest));
    store<f32>(losses, loss);
    if (gradient) {
      if (labelSmoothing > 0) subtract(gradient, weight, classes, gradientScale * spread);
      const atTarget = gradient + floatBytes(class_);
      store<f32>(atTarget, load<f32>(atTarget) - gradientScale * own);
    }
  }
}

/** x -= amount weight; a weight of 0 (none) counts 1. */
function subtract(x: usize, weight: usize, count: i32, amount: f32): void {
  const amounts = f32x4.splat(amount);
  for (; count >= 4; count -= 4, x += 16) {
    let share = amounts;
    if (weight) {
      share = f32x4.mul(amounts, v128.load(weight));
      weight += 16;
    }
    v128.store(x, f32x4.sub(v128.load(x), share));
  }
  for (; count > 0; count--, x += 4) {
    store<f32>(x, load<f32>(x) - amount * (weight ? load<f32>(weight) : 1));
    if (weight) weight += 4;
  }
}

/** loss = sum of the losses, in order and in float64, over divisor; NaN when that is 0. */
export function reduceLosses(losses: usize, rows: i32, divisor: f64, loss: usize): void {
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) sum += <f64>load<f32>(losses + floatBytes(row));
  store<f32>(loss, <f32>(sum / divisor));
}
