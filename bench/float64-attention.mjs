/** One head of attention in float64, or its gradients from dy; q may have fewer tokens than k and v. */
export function attentionHead({ q, k, v, dy }, width, causal = false) {
  const queries = q.length / width;
  const tokens = k.length / width;
  const scale = 1 / Math.sqrt(width);
  const y = new Float64Array(queries * width);
  const gradients = dy && {
    q: new Float64Array(queries * width),
    k: new Float64Array(tokens * width),
    v: new Float64Array(tokens * width),
  };
  for (let query = 0; query < queries; query++) {
    const keys = causal ? query + 1 : tokens;
    const weights = softmaxRow(q, k, query, keys, width, scale);
    for (let key = 0; key < keys; key++)
      for (let i = 0; i < width; i++) y[query * width + i] += weights[key] * v[key * width + i];
    if (gradients) addGradients({ q, k, v, dy, y }, weights, query, width, scale, gradients);
  }
  return gradients ?? { y };
}

function softmaxRow(q, k, query, keys, width, scale) {
  const scores = new Float64Array(keys);
  for (let key = 0; key < keys; key++)
    for (let i = 0; i < width; i++)
      scores[key] += q[query * width + i] * k[key * width + i] * scale;
  const largest = scores.reduce((a, b) => Math.max(a, b));
  const exponentials = scores.map((score) => Math.exp(score - largest));
  const sum = exponentials.reduce((a, b) => a + b);
  return exponentials.map((value) => value / sum);
}

/** dP = dO V^T, dS = P (dP - rowsum(dO O)) scale; dQ = dS K, dK = dS^T Q, dV = P^T dO. */
function addGradients({ q, k, v, dy, y }, weights, query, width, scale, gradients) {
  const row = query * width;
  let delta = 0;
  for (let i = 0; i < width; i++) delta += dy[row + i] * y[row + i];
  for (let key = 0; key < weights.length; key++) {
    const other = key * width;
    let dWeight = 0;
    for (let i = 0; i < width; i++) dWeight += dy[row + i] * v[other + i];
    const dScore = weights[key] * (dWeight - delta) * scale;
    for (let i = 0; i < width; i++) {
      gradients.q[row + i] += dScore * k[other + i];
      gradients.k[other + i] += dScore * q[row + i];
      gradients.v[other + i] += weights[key] * dy[row + i];
    }
  }
}
