import { finiteSeries } from "../forecast/finite-series.ts";
import { expectFeatureSize } from "./feature-size.ts";

/**
 * Mean and covariance of vectors of one size, which may come in any number of batches. Welford's updates in float64, so
 * that a mean far from 0 costs no digits.
 */
export class FeatureStatistics {
  /** Values of a vector. */
  readonly size: number;
  #count = 0;
  readonly #mean: Float64Array;
  /** Sums of products of deviations, [size, size]; the lower triangle. */
  readonly #scatter: Float64Array;

  constructor(size: number) {
    expectFeatureSize("FeatureStatistics", "size", size);
    this.size = size;
    this.#mean = new Float64Array(size);
    this.#scatter = new Float64Array(size * size);
  }

  /** How many vectors came. */
  get count(): number {
    return this.#count;
  }

  /** Of each value. */
  get mean(): Float64Array {
    return this.#mean.slice();
  }

  /**
   * Add vectors, [vectors, size] row-major; one alone is a list of `size` numbers.
   *
   * @throws RangeError for a length that is no multiple of `size`, and for values that are not finite; nothing is added then
   */
  add(features: ArrayLike<number>): this {
    const values = finiteSeries("FeatureStatistics", "features", features);
    const { size } = this;
    if (values.length % size !== 0)
      throw new RangeError(
        `FeatureStatistics: there are ${values.length} features, expected a multiple of size (${size})`,
      );
    const before = new Float64Array(size);
    for (let start = 0; start < values.length; start += size) {
      this.#count++;
      for (let i = 0; i < size; i++) {
        before[i] = values[start + i]! - this.#mean[i]!;
        this.#mean[i]! += before[i]! / this.#count;
      }
      for (let i = 0; i < size; i++) {
        const after = values[start + i]! - this.#mean[i]!;
        for (let j = 0; j <= i; j++) this.#scatter[i * size + j]! += after * before[j]!;
      }
    }
    return this;
  }

  /**
   * [size, size], divided by count - 1.
   *
   * @throws RangeError for fewer than two vectors
   */
  covariance(): Float64Array {
    if (this.#count < 2)
      throw new RangeError(
        `FeatureStatistics: there are ${this.#count} vectors, expected at least 2 for a covariance`,
      );
    const { size } = this;
    const covariance = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) {
        const value = this.#scatter[i * size + j]! / (this.#count - 1);
        covariance[i * size + j] = value;
        covariance[j * size + i] = value;
      }
    return covariance;
  }
}
