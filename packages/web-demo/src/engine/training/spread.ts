import type { TensorSpread } from "../protocol.ts";

const BINS = 41;

interface Values {
  readonly step: number;
  readonly values: Float32Array;
}

/** How values were spread at each step, in bins that all steps share, alike on both sides of 0. */
export function spreadOf(looks: readonly Values[]): TensorSpread {
  const reach = 3 * Math.max(0, ...looks.map(({ values }) => rootMeanSquare(values))) || 1;
  const shares = new Float32Array(looks.length * BINS);
  for (const [row, { values }] of looks.entries())
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      const bin = Math.floor(((value + reach) / (2 * reach)) * BINS);
      shares[row * BINS + Math.min(BINS - 1, Math.max(0, bin))]! += 1 / values.length;
    }
  return { steps: looks.map(({ step }) => step), from: -reach, to: reach, bins: BINS, shares };
}

function rootMeanSquare(values: Float32Array): number {
  let [sum, count] = [0, 0];
  for (const value of values)
    if (Number.isFinite(value)) {
      sum += value * value;
      count++;
    }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}
