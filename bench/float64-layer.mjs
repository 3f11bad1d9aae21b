import { attentionHead } from "./float64-attention.mjs";
import { layerNormRow, tanhGelu } from "./float64-rows.mjs";

/** A pre-norm layer in float64: the rows of `wanted` tokens, [wanted.length, width]. */
export function layerRows(inputs, heads, wanted) {
  const p = Object.fromEntries(Object.entries(inputs).map(([name, { values }]) => [name, values]));
  const [tokens, width] = inputs.x.shape;
  const headSize = width / heads;
  const x = Float64Array.from(p.x);
  const row = (token) => x.subarray(token * width, (token + 1) * width);
  const qkv = Array.from({ length: tokens }, (_, token) =>
    affine(layerNormRow(row(token), p.g1, p.b1), p.wqkv, p.bqkv),
  );
  const heard = wanted.map(() => new Float64Array(width));
  for (let head = 0; head < heads; head++) {
    const part = (which, rows) =>
      Float64Array.from(
        rows.flatMap((token) => {
          const start = which * width + head * headSize;
          return [...qkv[token].subarray(start, start + headSize)];
        }),
      );
    const every = qkv.map((_, token) => token);
    const [k, v] = [part(1, every), part(2, every)];
    const { y } = attentionHead({ q: part(0, wanted), k, v }, headSize);
    for (const [i, into] of heard.entries())
      into.set(y.subarray(i * headSize, (i + 1) * headSize), head * headSize);
  }
  return Float64Array.from(
    wanted.flatMap((token, i) => {
      const middle = sum(row(token), affine(heard[i], p.wo, p.bo));
      const hidden = affine(layerNormRow(middle, p.g2, p.b2), p.w1, p.c1).map(tanhGelu);
      return [...sum(middle, affine(hidden, p.w2, p.c2))];
    }),
  );
}

const sum = (a, b) => a.map((value, i) => value + b[i]);

/** x [in] times weight [in, out], plus bias. */
function affine(x, weight, bias) {
  const y = Float64Array.from(bias);
  for (let i = 0; i < x.length; i++)
    for (let j = 0; j < y.length; j++) y[j] += x[i] * weight[i * y.length + j];
  return y;
}
