/** Root of the mean squared error, against the root mean square of what was expected. */
export function rmsErrorAgainst(expected, actual) {
  let [errors, squares] = [0, 0];
  for (const [i, value] of expected.entries()) {
    errors += (actual[i] - value) ** 2;
    squares += value ** 2;
  }
  return Math.sqrt(errors / squares);
}

/** Largest |actual - expected| / max(|expected|, rms(expected)). */
export function errorAgainst(expected, actual) {
  let squares = 0;
  for (const value of expected) squares += value * value;
  const rms = Math.sqrt(squares / expected.length);
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]) / Math.max(Math.abs(expected[i]), rms);
    if (Number.isNaN(error)) return Infinity;
    largest = Math.max(largest, error);
  }
  return largest;
}
