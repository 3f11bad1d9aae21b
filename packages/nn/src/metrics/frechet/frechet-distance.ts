import { expectInstance } from "../../options/expect-argument.ts";
import { FeatureStatistics } from "./feature-statistics.ts";
import { symmetricEigenvalues } from "./symmetric-eigenvalues.ts";

/**
 * Fréchet distance of two normal distributions, given by what their samples' features are on average: the FID of Heusel
 * et al., GANs Trained by a Two Time-Scale Update Rule (NeurIPS 2017), in whatever features they are.
 * |mean - mean'|^2 + tr(C + C' - 2 (C C')^(1/2)); there may be fewer samples than features. O(size^3).
 *
 * @throws RangeError for features of different sizes, and for fewer than two samples
 */
export function frechetDistance(a: FeatureStatistics, b: FeatureStatistics): number {
  for (const [name, value] of Object.entries({ a, b }))
    expectInstance("frechetDistance", name, value, FeatureStatistics, "FeatureStatistics");
  if (a.size !== b.size)
    throw new RangeError(
      `frechetDistance: features have sizes ${a.size} and ${b.size}, expected the same`,
    );
  const { size } = a;
  const [meanA, meanB, ofA, ofB] = [a.mean, b.mean, a.covariance(), b.covariance()];
  let distance = 0;
  for (let i = 0; i < size; i++) {
    distance += (meanA[i]! - meanB[i]!) ** 2;
    distance += ofA[i * size + i]! + ofB[i * size + i]!;
  }
  return Math.max(0, distance - 2 * traceOfRoot(ofA, ofB, size));
}

/** tr (A B)^(1/2): with A = L L' the product has the eigenvalues of L' B L, which is symmetric. */
function traceOfRoot(a: Float64Array, b: Float64Array, size: number): number {
  const factor = semidefiniteFactor(a, size);
  const product = timesTransposedLeft(factor, times(b, factor, size), size);
  let sum = 0;
  for (const value of symmetricEigenvalues(product, size)) sum += Math.sqrt(Math.max(0, value));
  return sum;
}

/** L, lower triangular, with L L' = A; a direction in which A has no extent is a column of zeros. */
function semidefiniteFactor(a: Float64Array, size: number): Float64Array {
  const l = new Float64Array(size * size);
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, a[i * size + i]!);
  const rest = (i: number, k: number): number => {
    let value = a[i * size + k]!;
    for (let j = 0; j < k; j++) value -= l[i * size + j]! * l[k * size + j]!;
    return value;
  };
  for (let k = 0; k < size; k++) {
    const pivot = rest(k, k);
    if (pivot <= largest * size * Number.EPSILON) continue;
    const root = Math.sqrt(pivot);
    l[k * size + k] = root;
    for (let i = k + 1; i < size; i++) l[i * size + k] = rest(i, k) / root;
  }
  return l;
}

/** B L */
function times(b: Float64Array, l: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const factor = b[i * size + k]!;
      for (let j = 0; j <= k; j++) product[i * size + j]! += factor * l[k * size + j]!;
    }
  return product;
}

/** L' M */
function timesTransposedLeft(l: Float64Array, m: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let k = 0; k < size; k++)
    for (let i = 0; i <= k; i++) {
      const factor = l[k * size + i]!;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) product[i * size + j]! += factor * m[k * size + j]!;
    }
  return product;
}
