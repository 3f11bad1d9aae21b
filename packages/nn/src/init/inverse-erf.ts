/**
 * erf in float64: its series near 0, the continued fraction of its complement elsewhere. Abramowitz and Stegun 7.1.6 and
 * 7.1.14; error below 1e-15.
 */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size > 2.5) {
    let fraction = size;
    for (let k = 120; k >= 1; k--) fraction = size + k / 2 / fraction;
    return Math.sign(x) * (1 - Math.exp(-size * size) / (Math.sqrt(Math.PI) * fraction));
  }
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** The share of normal numbers below x. */
export const normalBelow = (x: number): number => (1 + erf(x / Math.SQRT2)) / 2;

/** The x of which y is the erf: a start by Winitzki (2008), and steps of Halley. */
export function inverseErf(y: number): number {
  if (Math.abs(y) >= 1) return y * Infinity;
  const a = 0.147;
  const ln = Math.log(1 - y * y);
  const half = 2 / (Math.PI * a) + ln / 2;
  let x = Math.sign(y) * Math.sqrt(Math.sqrt(half * half - ln / a) - half);
  for (let step = 0; step < 3; step++) {
    const error = (erf(x) - y) / ((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x));
    x -= error / (1 + x * error);
  }
  return x;
}
