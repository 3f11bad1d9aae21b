import { attentionHead } from "./float64-attention.mjs";
import { layerNormRow } from "./float64-rows.mjs";

/** Logits of the token after `past` in float64: GPT-2's keys, weights [out, in], exact gelu. */
export function decodedLogits(weights, { heads, dModel, contextLength }, token, past) {
  const get = (name) => weights.get(`transformer.${name}`).values;
  const row = (table, index) => table.subarray(index * dModel, (index + 1) * dModel);
  const position = row(get("wpe.weight"), contextLength - 1);
  let x = Float64Array.from(row(get("wte.weight"), token), (value, i) => value + position[i]);
  for (const [layer, { keys, values }] of past.entries()) {
    const part = (name) => get(`h.${layer}.${name}`);
    const norm = (name, y) => layerNormRow(y, part(`${name}.weight`), part(`${name}.bias`));
    const affine = (name, y) => product(part(`${name}.weight`), y, part(`${name}.bias`));
    const qkv = affine("attn.c_attn", norm("ln_1", x));
    const heard = attend(qkv, keys, values, heads, dModel);
    x = sum(x, affine("attn.c_proj", heard));
    const hidden = affine("mlp.c_fc", norm("ln_2", x)).map(gelu);
    x = sum(x, affine("mlp.c_proj", hidden));
  }
  const normed = layerNormRow(x, get("ln_f.weight"), get("ln_f.bias"));
  return product(get("wte.weight"), normed);
}

function attend(qkv, keys, values, heads, dModel) {
  const width = dModel / heads;
  const heard = new Float64Array(dModel);
  for (let head = 0; head < heads; head++) {
    const of = (rows) => {
      const count = rows.length / dModel;
      const start = head * width;
      return Float64Array.from({ length: count * width }, (_, i) => {
        const row = Math.floor(i / width);
        return rows[row * dModel + start + (i % width)];
      });
    };
    const [q, key, value] = [0, 1, 2].map((i) => of(qkv.subarray(i * dModel, (i + 1) * dModel)));
    const [k, v] = [Float64Array.of(...of(keys), ...key), Float64Array.of(...of(values), ...value)];
    heard.set(attentionHead({ q, k, v }, width).y, head * width);
  }
  return heard;
}

const sum = (a, b) => a.map((value, i) => value + b[i]);

/** weight [out, in] times x [in], plus bias. */
function product(weight, x, bias) {
  const y = new Float64Array(weight.length / x.length);
  for (let j = 0; j < y.length; j++) {
    let total = bias?.[j] ?? 0;
    for (let i = 0; i < x.length; i++) total += weight[j * x.length + i] * x[i];
    y[j] = total;
  }
  return y;
}

/** x Phi(x), with the complementary error function of Numerical Recipes (1.2e-7). */
function gelu(x) {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * z);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398,
    1.48851587, -0.82215223, 0.17087277,
  ];
  const polynomial = coefficients.reduceRight((value, coefficient) => value * t + coefficient, 0);
  const complement = t * Math.exp(-z * z + polynomial);
  return x * (x < 0 ? complement / 2 : 1 - complement / 2);
}
