const largest = 3.4028234663852886e38; // of float32

/** NaN becomes 0 and what is infinite the largest number of float32, in place. */
export function removeInvalid(scores: Float64Array): void {
  for (let token = 0; token < scores.length; token++) {
    const score = scores[token]!;
    if (Number.isNaN(score)) scores[token] = 0;
    else if (!Number.isFinite(score)) scores[token] = Math.sign(score) * largest;
  }
}
