import { causalMaskValues } from "./causal-mask-values.mjs";

/** What each task is in jax-js. Arrays are consumed by use: `.ref` keeps one for another use. */
export function jaxFunctions({ numpy: np, nn }) {
  return {
    add: ({ a, b }) => a.add(b),
    matmul: ({ a, b }) => np.matmul(a, b),
    // As fast as nn.dotProductAttention, which Node 20 cannot run.
    attention: ({ q, k, v }, { causal }) => {
      const [, tokens, width] = q.shape;
      const scores = np.matmul(q, np.transpose(k, [0, 2, 1])).mul(1 / Math.sqrt(width));
      const seen = causal
        ? scores.add(np.array(causalMaskValues(tokens), { shape: [1, tokens, tokens] }))
        : scores;
      return np.matmul(nn.softmax(seen, -1), v);
    },
    softmax: ({ x }) => nn.softmax(x, -1),
    layerNorm: ({ x, weight, bias }) =>
      nn.standardize(x, -1, { epsilon: 1e-5 }).mul(weight).add(bias),
    gelu: ({ x }) => nn.gelu(x),
  };
}

/** The backward pass from dy: the gradient of sum(f * dy), and that value, or forward would be cut short. */
export function jaxGradients(jax, call, names, gradientOf) {
  const dy = names.indexOf("dy");
  const loss = (...values) => {
    const weights = values[dy].ref;
    return jax.numpy.sum(call(...values).mul(weights));
  };
  return jax.valueAndGrad(loss, { argnums: gradientOf.map((name) => names.indexOf(name)) });
}
