/**
 * A Llama of GPT-2's size, 124.6 M parameters, as its config.json says it: SwiGLU of as many weights as GPT-2's network,
 * three queries to a key, a head of its own.
 */
export const llamaConfig = {
  architectures: ["LlamaForCausalLM"],
  model_type: "llama",
  vocab_size: 32000,
  hidden_size: 768,
  intermediate_size: 2048,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  num_key_value_heads: 4,
  max_position_embeddings: 1024,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  hidden_act: "silu",
  tie_word_embeddings: false,
};

/** The shapes of its tensors by their names in files; matrices are [out, in]. */
export function llamaShapes({
  vocab_size: vocabulary,
  hidden_size: width,
  intermediate_size: hidden,
  num_hidden_layers: layers,
  num_attention_heads: heads,
  num_key_value_heads: keyValueHeads,
}) {
  const keysWidth = (width / heads) * keyValueHeads;
  const block = {
    "input_layernorm.weight": [width],
    "self_attn.q_proj.weight": [width, width],
    "self_attn.k_proj.weight": [keysWidth, width],
    "self_attn.v_proj.weight": [keysWidth, width],
    "self_attn.o_proj.weight": [width, width],
    "post_attention_layernorm.weight": [width],
    "mlp.gate_proj.weight": [hidden, width],
    "mlp.up_proj.weight": [hidden, width],
    "mlp.down_proj.weight": [width, hidden],
  };
  const blocks = Array.from({ length: layers }, (_, i) =>
    Object.entries(block).map(([name, shape]) => [`model.layers.${i}.${name}`, shape]),
  );
  return new Map([
    ["model.embed_tokens.weight", [vocabulary, width]],
    ...blocks.flat(),
    ["model.norm.weight", [width]],
    ["lm_head.weight", [vocabulary, width]],
  ]);
}
