/** What each task is in jax-js. Arrays are consumed by use: `.ref` keeps one for another use. */
export function jaxFunctions({ numpy: np, nn }) {
  const headsLast = (x) => np.expandDims(np.transpose(x, [1, 0, 2]), 0); // [H, T, d] -> [1, T, H, d]
  return {
    matmul: ({ a, b }) => np.matmul(a, b),
    attention: ({ q, k, v }, { causal }) => {
      const heard = nn.dotProductAttention(headsLast(q), headsLast(k), headsLast(v), {
        isCausal: causal === true,
      });
      return np.transpose(np.squeeze(heard, 0), [1, 0, 2]);
    },
    softmax: ({ x }) => nn.softmax(x, -1),
    layerNorm: ({ x, weight, bias }) =>
      nn.standardize(x, -1, { epsilon: 1e-5 }).mul(weight).add(bias),
    gelu: ({ x }) => nn.gelu(x),
  };
}
