import { changedTensor } from "../changed-tensor.ts";
import type { StoredTensor } from "../checkpoint.ts";
import { transposed } from "../transposed.ts";
import { GgufError } from "./gguf-error.ts";
import type { GgufFields } from "./gguf-fields.ts";
import { expectEqual, idsOf, refuseUnread } from "./llama-config.ts";
import { namedWeights, type TensorNames } from "./named-weights.ts";
import type { GgufFile } from "./open-gguf.ts";

/** A model with packed projections, biases and LayerNorm, as it was before Llama. */
interface GptArchitecture {
  readonly names: TensorNames;
  /** What config.json says, in the family's words. */
  readonly config: (sizes: GptSizes, fields: GgufFields) => Record<string, unknown>;
  /** The tensors as Hugging Face has them, by its names. */
  readonly laid?: (tensors: Tensors, sizes: GptSizes) => Tensors;
}

type Tensors = ReadonlyMap<string, StoredTensor>;

interface GptSizes {
  readonly vocab: number;
  readonly context: number;
  readonly width: number;
  readonly inner: number;
  readonly layers: number;
  readonly heads: number;
  readonly epsilon: number;
  readonly tied: boolean;
}

const gpt2: GptArchitecture = {
  names: {
    architecture: "gpt2",
    inModel: new Map([
      ["token_embd", "transformer.wte"],
      ["position_embd", "transformer.wpe"],
      ["output_norm", "transformer.ln_f"],
      ["output", "lm_head"],
    ]),
    blocks: "transformer.h",
    inBlock: new Map([
      ["attn_norm", "ln_1"],
      ["attn_qkv", "attn.c_attn"],
      ["attn_output", "attn.c_proj"],
      ["ffn_norm", "ln_2"],
      ["ffn_up", "mlp.c_fc"],
      ["ffn_down", "mlp.c_proj"],
    ]),
  },
  config: ({ vocab, context, width, inner, layers, heads, epsilon, tied }) => ({
    ...{ architectures: ["GPT2LMHeadModel"], model_type: "gpt2", activation_function: "gelu_new" },
    ...{ vocab_size: vocab, n_positions: context, n_embd: width, n_layer: layers, n_head: heads },
    ...{ n_inner: inner, layer_norm_epsilon: epsilon, tie_word_embeddings: tied },
  }),
  // Hugging Face's GPT-2 keeps its matrices [in, out].
  laid: (tensors) =>
    transposed({ tensors, metadata: {} }, (name) => /\.(c_attn|c_proj|c_fc)\.weight$/.test(name))
      .tensors,
};

const gptNeox: GptArchitecture = {
  names: {
    architecture: "gptneox",
    inModel: new Map([
      ["token_embd", "gpt_neox.embed_in"],
      ["output_norm", "gpt_neox.final_layer_norm"],
      ["output", "embed_out"],
    ]),
    blocks: "gpt_neox.layers",
    inBlock: new Map([
      ["attn_norm", "input_layernorm"],
      ["attn_qkv", "attention.query_key_value"],
      ["attn_output", "attention.dense"],
      ["ffn_norm", "post_attention_layernorm"],
      ["ffn_up", "mlp.dense_h_to_4h"],
      ["ffn_down", "mlp.dense_4h_to_h"],
    ]),
  },
  config({ vocab, context, width, inner, layers, heads, epsilon, tied }, fields) {
    const rotated = fields.count("gptneox.rope.dimension_count");
    return {
      ...{ architectures: ["GPTNeoXForCausalLM"], model_type: "gpt_neox", hidden_act: "gelu" },
      ...{ vocab_size: vocab, max_position_embeddings: context, hidden_size: width },
      ...{ num_hidden_layers: layers, num_attention_heads: heads, intermediate_size: inner },
      ...{ layer_norm_eps: epsilon, tie_word_embeddings: tied },
      use_parallel_residual: fields.flag("gptneox.use_parallel_residual", true),
      rope_theta: fields.number("gptneox.rope.freq_base", 10000),
      partial_rotary_factor: (rotated * heads) / width,
    };
  },
  // All queries, all keys, all values in the file; head by head at Hugging Face.
  laid: (tensors, { heads, width }) =>
    new Map(
      [...tensors].map(([name, tensor]) => [
        name,
        name.includes("query_key_value") ? byHeads(tensor, heads, width) : tensor,
      ]),
    ),
};

/** Rows [3, heads, size] as [heads, 3, size]. */
function byHeads(tensor: StoredTensor, heads: number, width: number): StoredTensor {
  const size = width / heads;
  if (tensor.shape[0] !== 3 * width || !Number.isInteger(size))
    throw new GgufError(`has ${tensor.shape[0]} rows, expected ${3 * width}`, "attn_qkv");
  return changedTensor(tensor, {
    rowAt(row) {
      const [head, within] = [Math.floor(row / (3 * size)), row % (3 * size)];
      return (Math.floor(within / size) * heads + head) * size + (within % size);
    },
  });
}

/** By general.architecture. */
export const gptArchitectures: ReadonlyMap<string, GptArchitecture> = new Map(
  [gpt2, gptNeox].map((one) => [one.names.architecture, one]),
);

/**
 * The config.json and the tensors of such a model's file.
 *
 * @throws GgufError by the key's or the tensor's name
 */
export async function gptModel(
  file: GgufFile,
  fields: GgufFields,
  { names, config, laid }: GptArchitecture,
): Promise<{ readonly config: Record<string, unknown>; readonly tensors: Tensors }> {
  const { architecture: name } = names;
  const tokens = file.tensors.get("token_embd.weight");
  if (tokens?.shape.length !== 2) throw new GgufError("is no matrix", "token_embd.weight");
  const count = (key: string, otherwise?: number) => fields.count(`${name}.${key}`, otherwise);
  const sizes: GptSizes = {
    vocab: tokens.shape[0]!,
    context: count("context_length"),
    width: count("embedding_length"),
    inner: count("feed_forward_length"),
    layers: count("block_count"),
    heads: count("attention.head_count"),
    epsilon: fields.number(`${name}.attention.layer_norm_epsilon`),
    tied: !file.tensors.has("output.weight"),
  };
  const keys = `${name}.attention.head_count_kv`;
  expectEqual(fields.number(keys, sizes.heads), sizes.heads, keys);
  const described = { ...config(sizes, fields), ...idsOf(fields) };
  refuseUnread(fields, name);
  const tensors = namedWeights(file, names);
  return { config: described, tensors: laid?.(tensors, sizes) ?? tensors };
}
