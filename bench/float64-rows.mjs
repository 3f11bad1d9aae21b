/** Row operations in float64. */

export function softmaxRow(x) {
  const largest = x.reduce((a, b) => Math.max(a, b));
  const exponentials = x.map((value) => Math.exp(value - largest));
  const sum = exponentials.reduce((a, b) => a + b);
  return exponentials.map((value) => value / sum);
}

export function layerNormRow(x, weight, bias, eps = 1e-5) {
  const mean = x.reduce((a, b) => a + b) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  const inverse = 1 / Math.sqrt(variance + eps);
  return x.map((value, i) => (value - mean) * inverse * weight[i] + bias[i]);
}

/** gelu, the tanh form. */
export const tanhGelu = (x) =>
  0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
