import { attentionHead } from "./float64-attention.mjs";

/** Logits of the token after `past` in float64, by Llama's keys: weights [out, in], rotations of halves. */
export function llamaLogits(weights, config, token, past) {
  const { hidden_size: width, num_attention_heads: heads, num_key_value_heads: groups } = config;
  const get = (name) => weights.get(name).values;
  const norm = (x, name) => rmsNormRow(x, get(`${name}.weight`), config.rms_norm_eps);
  const product = (name, x) => times(get(`${name}.weight`), x);
  const sizes = { heads, groups, headSize: width / heads };
  const table = get("model.embed_tokens.weight");
  let x = Float64Array.from(table.subarray(token * width, (token + 1) * width));
  for (const [i, { keys, values }] of past.entries()) {
    const layer = `model.layers.${i}`;
    const part = (name, y) => product(`${layer}.${name}`, y);
    const position = values.length / (groups * sizes.headSize);
    const input = norm(x, `${layer}.input_layernorm`);
    const [q, k] = ["q", "k"].map((name) =>
      rotated(part(`self_attn.${name}_proj`, input), position, sizes.headSize, config.rope_theta),
    );
    const heard = attend({ q, k, v: part("self_attn.v_proj", input) }, keys, values, sizes);
    x = sum(x, part("self_attn.o_proj", heard));
    const normed = norm(x, `${layer}.post_attention_layernorm`);
    const up = part("mlp.up_proj", normed);
    const gated = part("mlp.gate_proj", normed).map((z, j) => (z / (1 + Math.exp(-z))) * up[j]);
    x = sum(x, part("mlp.down_proj", gated));
  }
  return product("lm_head", norm(x, "model.norm"));
}

/** Past keys and values are [groups, tokens, headSize]; the token's own are [groups headSize]. */
function attend({ q, k, v }, keys, values, { heads, groups, headSize }) {
  const heard = new Float64Array(heads * headSize);
  const past = keys.length / groups;
  for (let head = 0; head < heads; head++) {
    const group = Math.floor((head * groups) / heads);
    const own = (x) => x.subarray(group * headSize, (group + 1) * headSize);
    const all = (rows, last) =>
      Float64Array.of(...rows.subarray(group * past, (group + 1) * past), ...own(last));
    const query = q.subarray(head * headSize, (head + 1) * headSize);
    const { y } = attentionHead({ q: query, k: all(keys, k), v: all(values, v) }, headSize);
    heard.set(y, head * headSize);
  }
  return heard;
}

/** Elements i and i + headSize / 2 of each head turned by position theta^(-2i / headSize). */
function rotated(x, position, headSize, theta) {
  const y = new Float64Array(x.length);
  const half = headSize / 2;
  for (let head = 0; head < x.length; head += headSize)
    for (let i = 0; i < half; i++) {
      const angle = position * theta ** ((-2 * i) / headSize);
      const [a, b] = [x[head + i], x[head + half + i]];
      y[head + i] = a * Math.cos(angle) - b * Math.sin(angle);
      y[head + half + i] = b * Math.cos(angle) + a * Math.sin(angle);
    }
  return y;
}

function rmsNormRow(x, weight, eps) {
  const square = x.reduce((total, value) => total + value * value, 0) / x.length;
  return x.map((value, i) => (value / Math.sqrt(square + eps)) * weight[i]);
}

const sum = (a, b) => a.map((value, i) => value + b[i]);

/** weight [out, in] times x [in] */
function times(weight, x) {
  const y = new Float64Array(weight.length / x.length);
  for (let j = 0; j < y.length; j++) {
    let total = 0;
    for (let i = 0; i < x.length; i++) total += weight[j * x.length + i] * x[i];
    y[j] = total;
  }
  return y;
}
