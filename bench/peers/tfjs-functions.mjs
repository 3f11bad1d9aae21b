import { causalMaskValues } from "./causal-mask-values.mjs";

const geluSlope = 2 * Math.sqrt(2 / Math.PI);

/** What each task is in TensorFlow.js; what it has no op for is composed. */
export function tfjsFunctions(tf) {
  const layerNorm = ({ x, weight, bias }) => {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5))), weight), bias);
  };
  // The tanh form as x * sigmoid(2 u): one transcendental, the fastest composition.
  const gelu = ({ x }) =>
    tf.mul(x, tf.sigmoid(tf.mul(x, tf.add(tf.mul(tf.square(x), geluSlope * 0.044715), geluSlope))));
  const attend = ({ q, k, v }, mask) => {
    const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(q.shape.at(-1)));
    return tf.matMul(tf.softmax(mask ? tf.add(scores, mask) : scores), v);
  };

  return {
    add:
      () =>
      ({ a, b }) =>
        tf.add(a, b),
    matmul:
      () =>
      ({ a, b }) =>
        tf.matMul(a, b),
    attention: ({ causal }, { q }) => {
      const tokens = q.shape.at(-2);
      const mask = causal && tf.tensor(causalMaskValues(tokens), [tokens, tokens]);
      return (operands) => attend(operands, mask);
    },
    softmax:
      () =>
      ({ x }) =>
        tf.softmax(x),
    layerNorm: () => layerNorm,
    gelu: () => gelu,
    layer: ({ heads }) => {
      const affine = (a, b, bias) => tf.fused.matMul({ a, b, bias });
      return (p) => {
        const [tokens, width] = p.x.shape;
        const normed = layerNorm({ x: p.x, weight: p.g1, bias: p.b1 });
        const [q, k, v] = tf
          .split(affine(normed, p.wqkv, p.bqkv), 3, 1)
          .map((part) => tf.transpose(tf.reshape(part, [tokens, heads, width / heads]), [1, 0, 2]));
        const heard = tf.transpose(attend({ q, k, v }), [1, 0, 2]);
        const attended = affine(tf.reshape(heard, [tokens, width]), p.wo, p.bo);
        const middle = tf.add(p.x, attended);
        const normed2 = layerNorm({ x: middle, weight: p.g2, bias: p.b2 });
        const hidden = gelu({ x: affine(normed2, p.w1, p.c1) });
        return tf.add(middle, affine(hidden, p.w2, p.c2));
      };
    },
  };
}

/** Forward, then backward from the operand dy: the gradients of the operands named. */
export function tfjsGradients(tf, compute, { dy, ...operands }, names) {
  const gradient = tf.grads((...leaves) =>
    compute({ ...operands, ...Object.fromEntries(names.map((name, i) => [name, leaves[i]])) }),
  );
  const leaves = names.map((name) => operands[name]);
  return () => tf.tidy(() => gradient(leaves, dy));
}
