import type { GgufFields } from "./gguf-fields.ts";
import type { GgufFile } from "./open-gguf.ts";

/** What a file says of a model beside what all architectures of Llama's kind do. */
export interface ConfigSources {
  readonly file: GgufFile;
  readonly fields: GgufFields;
  readonly layers: number;
  readonly headDim: number;
}

/** A family of Llama's kind, as llama.cpp's tools write it. */
export interface LlamaArchitecture {
  /** In general.architecture, and before its keys. */
  readonly name: string;
  readonly modelType: string;
  readonly className: string;
  /** Whether rows of queries and keys are turned as neighbours in the file, as Meta's. */
  readonly paired?: boolean;
  /** Whether a part of a head's channels may be rotated. */
  readonly partly?: boolean;
  /** Whether the file's norms multiply by their weights, where Hugging Face's add 1 to them. */
  readonly normsWithOne?: boolean;
  /** Parts of a block by the file's name, where they are more than Llama's, or others. */
  readonly parts?: Readonly<Record<string, string>>;
  /** Fields of config.json that its family has beside Llama's, or other values. */
  readonly more: (sources: ConfigSources) => Record<string, unknown>;
}

const headNorms = { attn_q_norm: "self_attn.q_norm", attn_k_norm: "self_attn.k_norm" };
const sandwich = {
  ...{ post_attention_norm: "post_attention_layernorm", ffn_norm: "pre_feedforward_layernorm" },
  post_ffw_norm: "post_feedforward_layernorm",
};

/** Llama.cpp knows the scores' scale by the model's size: of 27 billion it is that of its width, else of a head. */
function scoreScale({ fields, layers, headDim }: ConfigSources, name: string, of27B: number) {
  if (layers !== of27B) return headDim;
  return fields.count(`${name}.embedding_length`) / fields.count(`${name}.attention.head_count`);
}

function gemma3Config(sources: ConfigSources): Record<string, unknown> {
  const { fields } = sources;
  const local = fields.number("gemma3.rope.freq_base_swa", 10000);
  return {
    hidden_act: "gelu_pytorch_tanh",
    hidden_activation: "gelu_pytorch_tanh",
    rope_theta: fields.number("gemma3.rope.freq_base", 1e6),
    rope_local_base_freq: local,
    sliding_window: fields.count("gemma3.attention.sliding_window"),
    sliding_window_pattern: fields.count("gemma3.attention.sliding_window_pattern", 6),
    query_pre_attn_scalar: scoreScale(sources, "gemma3", 62),
    final_logit_softcapping: optionalNumber(fields, "gemma3.final_logit_softcapping"),
  };
}

const optionalNumber = (fields: GgufFields, key: string): number | null =>
  fields.optional(key) === undefined ? null : fields.number(key);

/** llama.cpp's tools write 0 where there is no window. */
function phi3Config({ fields }: ConfigSources): Record<string, unknown> {
  const window = fields.number("phi3.attention.sliding_window", 0);
  const context = fields.number("phi3.context_length");
  const original = "phi3.rope.scaling.original_context_length";
  return {
    sliding_window: window === 0 ? null : window,
    original_max_position_embeddings: fields.number(original, context),
  };
}

const rows: readonly LlamaArchitecture[] = [
  {
    ...{ name: "llama", modelType: "llama", className: "LlamaForCausalLM", paired: true },
    more: ({ file }) => ({
      attention_bias: file.tensors.has("blk.0.attn_q.bias"),
      mlp_bias: file.tensors.has("blk.0.ffn_up.bias"),
    }),
  },
  {
    ...{ name: "qwen2", modelType: "qwen2", className: "Qwen2ForCausalLM" },
    more: () => ({}),
  },
  {
    ...{ name: "qwen3", modelType: "qwen3", className: "Qwen3ForCausalLM", parts: headNorms },
    more: ({ file }) => ({ attention_bias: file.tensors.has("blk.0.attn_q.bias") }),
  },
  {
    ...{ name: "phi3", modelType: "phi3", className: "Phi3ForCausalLM", partly: true },
    parts: { attn_qkv: "self_attn.qkv_proj", ffn_up: "mlp.gate_up_proj" },
    more: phi3Config,
  },
  {
    ...{ name: "gemma", modelType: "gemma", className: "GemmaForCausalLM", normsWithOne: true },
    more: () => ({ hidden_act: "gelu_pytorch_tanh", hidden_activation: "gelu_pytorch_tanh" }),
  },
  {
    ...{ name: "gemma2", modelType: "gemma2", className: "Gemma2ForCausalLM" },
    ...{ normsWithOne: true, parts: sandwich },
    more: (sources) => ({
      hidden_act: "gelu_pytorch_tanh",
      hidden_activation: "gelu_pytorch_tanh",
      sliding_window: sources.fields.count("gemma2.attention.sliding_window", 4096),
      query_pre_attn_scalar: scoreScale(sources, "gemma2", 46),
      attn_logit_softcapping: sources.fields.number("gemma2.attn_logit_softcapping", 50),
      final_logit_softcapping: sources.fields.number("gemma2.final_logit_softcapping", 30),
    }),
  },
  {
    ...{ name: "gemma3", modelType: "gemma3_text", className: "Gemma3ForCausalLM" },
    ...{ normsWithOne: true, parts: { ...sandwich, ...headNorms } },
    more: gemma3Config,
  },
];

/** By general.architecture; Mistral's files say "llama". */
export const llamaArchitectures: ReadonlyMap<string, LlamaArchitecture> = new Map(
  rows.map((row) => [row.name, row]),
);
