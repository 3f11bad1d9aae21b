/** Row operations in float64. */

export function softmaxRow(x) {
  const largest = x.reduce((a, b) => Math.max(a, b));
  const exponentials = x.map((value) => Math.exp(value - largest));
  const sum = exponentials.reduce((a, b) => a + b);
  return exponentials.map((value) => value / sum);
}

/** dx = y (dy - sum(dy y)) */
export function softmaxGradientRow(x, dy) {
  const y = softmaxRow(x);
  const shared = y.reduce((sum, value, i) => sum + value * dy[i], 0);
  return y.map((value, i) => value * (dy[i] - shared));
}

export function layerNormRow(x, weight, bias, eps = 1e-5) {
  const mean = x.reduce((a, b) => a + b) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  const inverse = 1 / Math.sqrt(variance + eps);
  return x.map((value, i) => (value - mean) * inverse * weight[i] + bias[i]);
}

/** With n the normalised row and g = dy weight: dx = (g - mean(g) - n mean(g n)) / deviation. */
export function layerNormGradientRow(x, weight, dy, eps = 1e-5) {
  const mean = (values) => values.reduce((a, b) => a + b) / values.length;
  const centre = mean(x);
  const deviation = Math.sqrt(mean(x.map((value) => (value - centre) ** 2)) + eps);
  const n = x.map((value) => (value - centre) / deviation);
  const g = dy.map((value, i) => value * weight[i]);
  const [first, second] = [mean(g), mean(g.map((value, i) => value * n[i]))];
  return g.map((value, i) => (value - first - n[i] * second) / deviation);
}

/** gelu, the tanh form. */
export const tanhGelu = (x) =>
  0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

export function tanhGeluSlope(x) {
  const slope = Math.sqrt(2 / Math.PI);
  const t = Math.tanh(slope * (x + 0.044715 * x ** 3));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * slope * (1 + 3 * 0.044715 * x * x);
}
