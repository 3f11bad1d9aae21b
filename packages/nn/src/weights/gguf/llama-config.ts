import { GgufError } from "./gguf-error.ts";
import type { GgufFields } from "./gguf-fields.ts";
import type { GgufFile } from "./open-gguf.ts";

/** Metadata of a Llama that say nothing which its tensors do not say, or are without effect on what it computes. */
const withoutEffect = ["vocab_size", "rope.scaling.finetuned", "tensor_data_layout"];

/** The config.json of a Llama out of the metadata and tensors of its GGUF file. @throws GgufError by the key's name */
export async function llamaConfig(
  file: GgufFile,
  fields: GgufFields,
): Promise<Record<string, unknown>> {
  const tokens = file.tensors.get("token_embd.weight");
  if (tokens?.shape.length !== 2) throw new GgufError("is no matrix", "token_embd.weight");
  const heads = fields.count("llama.attention.head_count");
  const width = fields.count("llama.embedding_length");
  const headDim = fields.count("llama.attention.key_length", width / heads);
  for (const key of ["llama.attention.value_length", "llama.rope.dimension_count"])
    expectEqual(fields.number(key, headDim), headDim, key);
  expectEqual(fields.number("llama.expert_count", 0), 0, "llama.expert_count");
  expectEqual(fields.number("llama.expert_used_count", 0), 0, "llama.expert_used_count");
  const config = {
    architectures: ["LlamaForCausalLM"],
    model_type: "llama",
    vocab_size: tokens.shape[0],
    max_position_embeddings: fields.count("llama.context_length"),
    hidden_size: width,
    intermediate_size: fields.count("llama.feed_forward_length"),
    num_hidden_layers: fields.count("llama.block_count"),
    num_attention_heads: heads,
    num_key_value_heads: fields.count("llama.attention.head_count_kv", heads),
    head_dim: headDim,
    hidden_act: "silu",
    rms_norm_eps: fields.number("llama.attention.layer_norm_rms_epsilon"),
    rope_theta: fields.number("llama.rope.freq_base", 10000),
    ...(await ropeScaling(file, fields)),
    attention_bias: file.tensors.has("blk.0.attn_q.bias"),
    mlp_bias: file.tensors.has("blk.0.ffn_up.bias"),
    tie_word_embeddings: !file.tensors.has("output.weight"),
    ...ids(fields),
  };
  for (const name of withoutEffect) fields.optional(`llama.${name}`);
  const [unread] = fields.unread("llama.");
  if (unread !== undefined)
    throw new GgufError("is not known for a Llama, and may change what it computes", unread);
  return config;
}

function expectEqual(given: number, expected: number, key: string): void {
  if (given !== expected) throw new GgufError(`is ${given}, expected ${expected} for a Llama`, key);
}

const ids = (fields: GgufFields) => ({
  bos_token_id: fields.id("tokenizer.ggml.bos_token_id") ?? null,
  eos_token_id: fields.id("tokenizer.ggml.eos_token_id") ?? null,
  pad_token_id: fields.id("tokenizer.ggml.padding_token_id") ?? null,
});

/** How positions beyond those of training are reached. */
async function ropeScaling(
  file: GgufFile,
  fields: GgufFields,
): Promise<{ readonly rope_scaling?: Readonly<Record<string, unknown>> }> {
  const key = "llama.rope.scaling.type";
  const type = fields.text(key) ?? "none";
  const linear = fields.number("llama.rope.scale_linear", 1);
  const factor = fields.number("llama.rope.scaling.factor", linear);
  const context = fields.number("llama.context_length");
  const original = fields.number("llama.rope.scaling.original_context_length", context);
  expectEqual(
    fields.number("llama.rope.scaling.attn_factor", 1),
    1,
    "llama.rope.scaling.attn_factor",
  );
  const factors = file.tensors.get("rope_freqs.weight");
  if (factors) {
    if (type !== "none") throw new GgufError(`is ${type} beside rope_freqs.weight`, key);
    // A divisor of each frequency, as Llama 3.1 has them: what longrope does with a list for all lengths.
    const list = [...(await factors.read()).values];
    const both = { short_factor: list, long_factor: list, attention_factor: 1 };
    const rope = { rope_type: "longrope", factor: 1, original_max_position_embeddings: original };
    return { rope_scaling: { ...rope, ...both } };
  }
  if (type === "none" && factor === 1) return {};
  if (type === "linear" || type === "none")
    return { rope_scaling: { rope_type: "linear", factor } };
  if (type === "yarn")
    return {
      rope_scaling: { rope_type: "yarn", factor, original_max_position_embeddings: original },
    };
  throw new GgufError(`is ${JSON.stringify(type)}, expected none, linear or yarn`, key);
}
