import type { BlockNames } from "../block/block-names.ts";
import type { EncoderDecoderNames } from "../encoder-decoder/encoder-decoder-options.ts";
import type { TokenStackNames } from "../encoder-decoder/stack-options.ts";

/** What BART's files call the parts of a layer; Whisper's and those of series do so too. */
export const bartBlock: BlockNames = {
  block: {
    attention: "self_attn",
    attentionNorm: "self_attn_layer_norm",
    crossAttention: "encoder_attn",
    crossAttentionNorm: "encoder_attn_layer_norm",
    feedForward: "",
    feedForwardNorm: "final_layer_norm",
  },
  attention: { q: "q_proj", k: "k_proj", v: "v_proj", output: "out_proj" },
  feedForward: { expand: "fc1", project: "fc2" },
};

/** Of a stack of layers with its tokens. */
export const bartStack: TokenStackNames = {
  ...bartBlock,
  tokens: "embed_tokens",
  positions: "embed_positions",
  layers: "layers",
  embeddingNorm: "layernorm_embedding",
  norm: "layer_norm",
};

export const bartNames: EncoderDecoderNames = {
  backbone: "model",
  shared: "shared",
  encoder: "encoder",
  decoder: "decoder",
  head: "lm_head",
  logitsBias: "final_logits_bias",
  encoderParts: bartStack,
  decoderParts: bartStack,
};
