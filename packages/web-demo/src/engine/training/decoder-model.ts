import { type Generator, Gpt, metaDevice, type ParameterOptions } from "@qkv/nn";
import { CausalLM, type DecoderNames, isDecoder, modelFromConfig } from "@qkv/nn/models";
import type { RunSettings } from "../protocol.ts";

/** Of a decoder with norms behind its parts, which no published family has. */
const names: DecoderNames = {
  backbone: "transformer",
  tokens: "wte",
  positions: "wpe",
  layers: "h",
  norm: "ln_f",
  head: "lm_head",
  block: {
    attentionNorm: "ln_1",
    attention: "attn",
    feedForwardNorm: "ln_2",
    feedForward: "mlp",
  },
  attention: { packed: "c_attn", output: "c_proj" },
  feedForward: { expand: "c_fc", project: "c_proj" },
};

/**
 * A decoder as the settings want it: GPT-2 where positions are added, GPT-NeoX where they are rotations, and the same with
 * the norms behind the parts, as in arXiv:1706.03762.
 */
export function decoderModel(
  settings: RunSettings,
  vocabSize: number,
  generator: Generator,
): CausalLM {
  if (settings.norm === "pre") return withNormsBefore(settings, vocabSize, { generator });
  using shape = withNormsBefore(settings, vocabSize, { device: metaDevice() });
  const options = { ...shape.options, normPlacement: "post" as const };
  return new CausalLM("gpt-with-norms-behind", names, options, { generator });
}

function withNormsBefore(
  { layers, heads, width, context, positions, dropout }: RunSettings,
  vocabSize: number,
  options: ParameterOptions,
): CausalLM {
  const sizes = { vocabSize, contextLength: context, layers, heads, dModel: width };
  if (positions !== "rotary") return new Gpt({ ...sizes, dropout, positions }, options);
  const model = modelFromConfig(
    {
      model_type: "gpt_neox",
      architectures: ["GPTNeoXForCausalLM"],
      vocab_size: vocabSize,
      hidden_size: width,
      num_hidden_layers: layers,
      num_attention_heads: heads,
      intermediate_size: 4 * width,
      max_position_embeddings: context,
      hidden_dropout: dropout,
      attention_dropout: dropout,
      use_parallel_residual: false,
      rotary_pct: 1,
      tie_word_embeddings: true,
    },
    options,
  );
  if (isDecoder(model) && model instanceof CausalLM) return model;
  throw new TypeError("gpt_neox is no decoder");
}
