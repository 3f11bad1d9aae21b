import { groupedAttention, groupedConstants } from "./onnx-grouped-attention.mjs";
import { floatAttribute, int64s, intAttribute, node, runtimeNode } from "./onnx-model.mjs";
import { onnxQuantizedProduct } from "./onnx-quantized.mjs";
import { transposed } from "./transposed.mjs";

/**
 * Logits of the last of `ids` through a Llama, in the operators that ONNX Runtime's own builder of language models writes:
 * grouped attention that rotates and appends, norms with their residual, queries, keys and values of one product. The past
 * keys and values are constants. A prompt's attention is made of products, which is faster.
 */
export function onnxLlama({ weights, past, ids }, { config, format }) {
  const { hidden_size: width, num_attention_heads: heads, num_key_value_heads: groups } = config;
  const headSize = width / heads;
  const before = (past[0]?.keys.length ?? 0) / (groups * headSize);
  const all = before + ids.length;
  const constants = {
    ...rotations(config, headSize, all),
    seen: { shape: [1], values: Int32Array.of(all - 1) },
    all: { shape: [], values: Int32Array.of(all) },
    last: int64s(-1),
    end: int64s(2 ** 31),
    tokens: int64s(1),
    ...(before === 0 && groupedConstants({ tokens: all, heads, groups, headSize })),
  };
  const stored = (name) => weights.get(`${name}.weight`);
  const norm = (x, skip, name, y, sum) => {
    constants[name] = stored(name);
    const eps = floatAttribute("epsilon", config.rms_norm_eps);
    if (!skip)
      return node("SimplifiedLayerNormalization", [x, name], [y], eps, intAttribute("axis", -1));
    const outputs = sum ? [y, "", "", sum] : [y];
    return runtimeNode("SkipSimplifiedLayerNormalization", [x, skip, name], outputs, eps);
  };
  const product = (x, name, y, weight = stored(name)) => {
    if (format) return onnxQuantizedProduct(format, x, name, weight, undefined, y, constants);
    constants[name] = transposed(weight);
    return node("MatMul", [x, name], [y]);
  };
  const attention = (i) => {
    const at = (name) => `${name} ${i}`;
    if (before === 0) return groupedAttention(at("qkv"), at("heard"));
    const held = [at("past k"), at("past v")];
    for (const [j, values] of [past[i].keys, past[i].values].entries())
      constants[held[j]] = { shape: [1, groups, before, headSize], values };
    return [
      runtimeNode(
        "GroupQueryAttention",
        [at("qkv"), "", "", ...held, "seen", "all", "cos", "sin"],
        [at("heard"), at("keys"), at("values")],
        intAttribute("num_heads", heads),
        intAttribute("kv_num_heads", groups),
        intAttribute("do_rotary", 1),
      ),
    ];
  };
  const block = (i) => {
    const layer = `model.layers.${i}`;
    const at = (name) => `${name} ${i}`;
    const part = (name) => `${layer}.${name}`;
    const qkv = ["q", "k", "v"].map((name) => stored(part(`self_attn.${name}_proj`)));
    return [
      norm(
        at("x"),
        i > 0 && at("hidden"),
        part("input_layernorm"),
        at("normed"),
        i > 0 && at("x+"),
      ),
      product(at("normed"), part("self_attn.qkv"), at("qkv"), stacked(qkv)),
      ...attention(i),
      product(at("heard"), part("self_attn.o_proj"), at("attended")),
      norm(
        i > 0 ? at("x+") : at("x"),
        at("attended"),
        part("post_attention_layernorm"),
        at("normed 2"),
        `x ${i + 1}`,
      ),
      product(at("normed 2"), part("mlp.gate_proj"), at("gate")),
      product(at("normed 2"), part("mlp.up_proj"), at("up")),
      runtimeNode("QuickGelu", [at("gate")], [at("activated")], floatAttribute("alpha", 1)), // silu
      node("Mul", [at("activated"), at("up")], [at("gated")]),
      product(at("gated"), part("mlp.down_proj"), `hidden ${i + 1}`),
    ];
  };
  const layers = config.num_hidden_layers;
  const last = (x, y) => node("Slice", [x, "last", "end", "tokens"], [y]);
  return {
    nodes: [
      ...Array.from({ length: layers }, (_, i) => block(i)).flat(),
      last(`x ${layers}`, "last x"),
      last(`hidden ${layers}`, "last hidden"),
      norm("last x", "last hidden", "model.norm", "final"),
      product("final", "lm_head", "y"),
    ],
    constants,
    feeds: { "x 0": embedded(stored("model.embed_tokens"), ids) },
    output: [1, 1, config.vocab_size],
  };
}

/** Cosines and sines [positions, headSize / 2]. */
function rotations({ rope_theta: theta }, headSize, positions) {
  const half = headSize / 2;
  const table = (of) => ({
    shape: [positions, half],
    values: Float32Array.from({ length: positions * half }, (_, i) =>
      of(Math.floor(i / half) * theta ** ((-2 * (i % half)) / headSize)),
    ),
  });
  return { cos: table(Math.cos), sin: table(Math.sin) };
}

/** Matrices [out, in] one under the other. */
function stacked(matrices) {
  const rows = matrices.reduce((sum, { shape }) => sum + shape[0], 0);
  const [, columns] = matrices[0].shape;
  const values = new Float32Array(rows * columns);
  let at = 0;
  for (const matrix of matrices) {
    values.set(matrix.values, at);
    at += matrix.values.length;
  }
  return { shape: [rows, columns], values };
}

function embedded({ shape: [, width], values }, ids) {
  const rows = new Float32Array(ids.length * width);
  for (const [i, id] of ids.entries())
    rows.set(values.subarray(id * width, (id + 1) * width), i * width);
  return { shape: [1, ids.length, width], values: rows };
}
