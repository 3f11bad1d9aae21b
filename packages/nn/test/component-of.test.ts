import { describe, expect, it } from "vitest";
import { componentOf } from "../src/inspection/component-of.ts";

describe("componentOf", () => {
  it.each([
    ["transformer.wte.weight", "token embedding"],
    ["model.embed_tokens.weight", "token embedding"],
    ["bert.embeddings.word_embeddings.weight", "token embedding"],
    ["transformer.wpe.weight", "position embedding"],
    ["model.decoder.embed_positions.weight", "position embedding"],
    ["encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight", "position embedding"],
    ["bert.embeddings.token_type_embeddings.weight", "segment embedding"],
    ["source_embedding.weight", "source embedding"],
    ["target_embedding.weight", "target embedding"],
    ["transformer.h.0.attn.c_attn.weight", "attention"],
    ["model.layers.3.self_attn.q_proj.weight", "attention"],
    ["bert.encoder.layer.0.attention.self.query.weight", "attention"],
    ["bert.encoder.layer.0.attention.output.dense.weight", "attention"],
    ["transformer.encoder.layers.0.self_attn.in_proj_weight", "encoder attention"],
    ["encoder.block.0.layer.0.SelfAttention.q.weight", "encoder attention"],
    ["transformer.decoder.layers.0.self_attn.in_proj_weight", "decoder self-attention"],
    ["transformer.decoder.layers.0.multihead_attn.in_proj_weight", "cross-attention"],
    ["model.decoder.layers.1.encoder_attn.q_proj.weight", "cross-attention"],
    ["decoder.block.0.layer.1.EncDecAttention.k.weight", "cross-attention"],
    ["transformer.h.0.mlp.c_fc.weight", "feed-forward"],
    ["transformer.encoder.layers.0.linear1.weight", "feed-forward"],
    ["bert.encoder.layer.0.intermediate.dense.weight", "feed-forward"],
    ["bert.encoder.layer.0.output.dense.weight", "feed-forward"],
    ["model.encoder.layers.0.fc1.weight", "feed-forward"],
    ["transformer.h.0.ln_1.weight", "normalisation"],
    ["transformer.encoder.layers.0.norm1.weight", "normalisation"],
    ["model.layers.0.input_layernorm.weight", "normalisation"],
    ["model.layers.0.self_attn.q_norm.weight", "normalisation"],
    ["bert.encoder.layer.0.attention.output.LayerNorm.bias", "normalisation"],
    ["model.encoder.layers.0.self_attn_layer_norm.weight", "normalisation"],
    ["model.norm.weight", "normalisation"],
    ["head.weight", "output head"],
    ["lm_head.weight", "output head"],
    ["cls.predictions.bias", "output head"],
    ["wav2vec2.feature_extractor.conv_layers.0.conv.weight", "other"],
  ])("%s is of the %s", (name, component) => {
    expect(componentOf(name)).toBe(component);
  });
});
