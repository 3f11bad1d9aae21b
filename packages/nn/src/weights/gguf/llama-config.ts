import { GgufError } from "./gguf-error.ts";
import type { GgufFields } from "./gguf-fields.ts";
import type { LlamaArchitecture } from "./llama-architectures.ts";
import type { GgufFile } from "./open-gguf.ts";

/** Metadata of a Llama that say nothing which its tensors do not say, or are without effect on what it computes. */
const withoutEffect = ["vocab_size", "rope.scaling.finetuned", "tensor_data_layout"];

/**
 * The config.json of a Llama, or of a family after it, out of the metadata and tensors of its GGUF file.
 *
 * @throws GgufError by the key's name
 */
export async function llamaConfig(
  file: GgufFile,
  fields: GgufFields,
  { name, modelType, className, partly = false, more }: LlamaArchitecture,
): Promise<Record<string, unknown>> {
  const tokens = file.tensors.get("token_embd.weight");
  if (tokens?.shape.length !== 2) throw new GgufError("is no matrix", "token_embd.weight");
  const rotations = `${name}.rope.dimension_count`;
  const heads = fields.count(`${name}.attention.head_count`);
  const width = fields.count(`${name}.embedding_length`);
  const layers = fields.count(`${name}.block_count`);
  const headDim = fields.count(`${name}.attention.key_length`, width / heads);
  for (const key of [`${name}.attention.value_length`, ...(partly ? [] : [rotations])])
    expectEqual(fields.number(key, headDim), headDim, key);
  expectEqual(fields.number(`${name}.expert_count`, 0), 0, `${name}.expert_count`);
  expectEqual(fields.number(`${name}.expert_used_count`, 0), 0, `${name}.expert_used_count`);
  const config = {
    architectures: [className],
    model_type: modelType,
    vocab_size: tokens.shape[0],
    max_position_embeddings: fields.count(`${name}.context_length`),
    hidden_size: width,
    intermediate_size: fields.count(`${name}.feed_forward_length`),
    num_hidden_layers: layers,
    num_attention_heads: heads,
    num_key_value_heads: fields.count(`${name}.attention.head_count_kv`, heads),
    head_dim: headDim,
    hidden_act: "silu",
    rms_norm_eps: fields.number(`${name}.attention.layer_norm_rms_epsilon`),
    rope_theta: fields.number(`${name}.rope.freq_base`, 10000),
    ...(await ropeScaling(file, fields, name)),
    tie_word_embeddings: !file.tensors.has("output.weight"),
    ...(partly ? { partial_rotary_factor: fields.count(rotations, headDim) / headDim } : {}),
    ...idsOf(fields),
    ...more({ file, fields, layers, headDim }),
  };
  refuseUnread(fields, name);
  return config;
}

/** Throw for metadata of the architecture that nobody has asked for. */
export function refuseUnread(fields: GgufFields, name: string): void {
  for (const one of withoutEffect) fields.optional(`${name}.${one}`);
  const [unread] = fields.unread(`${name}.`);
  if (unread !== undefined)
    throw new GgufError(
      "is not known for this architecture, and may change what it computes",
      unread,
    );
}

export function expectEqual(given: number, expected: number, key: string): void {
  if (given !== expected) throw new GgufError(`is ${given}, expected ${expected}`, key);
}

/** The tokens that begin, end and fill up texts. */
export const idsOf = (fields: GgufFields) => ({
  bos_token_id: fields.id("tokenizer.ggml.bos_token_id") ?? null,
  eos_token_id: fields.id("tokenizer.ggml.eos_token_id") ?? null,
  pad_token_id: fields.id("tokenizer.ggml.padding_token_id") ?? null,
});

/** How positions beyond those of training are reached. */
async function ropeScaling(
  file: GgufFile,
  fields: GgufFields,
  name: string,
): Promise<{ readonly rope_scaling?: Readonly<Record<string, unknown>> }> {
  const key = `${name}.rope.scaling.type`;
  const type = fields.text(key) ?? "none";
  const linear = fields.number(`${name}.rope.scale_linear`, 1);
  const factor = fields.number(`${name}.rope.scaling.factor`, linear);
  const context = fields.number(`${name}.context_length`);
  const original = fields.number(`${name}.rope.scaling.original_context_length`, context);
  const attention = `${name}.rope.scaling.attn_factor`;
  const [short, long] = ["short", "long"].map((of) =>
    file.tensors.get(`rope_factors_${of}.weight`),
  );
  if (short && long) {
    const rope = { rope_type: "longrope", original_max_position_embeddings: original };
    const lists = {
      short_factor: [...(await short.read()).values],
      long_factor: [...(await long.read()).values],
    };
    if (fields.optional(attention) === undefined) return { rope_scaling: { ...rope, ...lists } };
    return {
      rope_scaling: { ...rope, ...lists, attention_factor: fields.number(attention) },
    };
  }
  expectEqual(fields.number(attention, 1), 1, attention);
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
