import { expectText } from "../options/expect-argument.ts";

/**
 * By the words that families of models use in their state dicts, the first that fits. What says less stands after what
 * says more: "attention.output.LayerNorm" is a norm, and "attention.output.dense" is attention.
 */
const components: readonly (readonly [RegExp, string])[] = [
  [
    /(^|[._])(ln|(q_|k_|kv_a_|q_a_)?(layer_?)?norm(\d|s)?)(_\w+)?\.|_(layer_?)?norm\.|_ln\./i,
    "normalisation",
  ],
  [/^source_embedding\./, "source embedding"],
  [/^target_embedding\./, "target embedding"],
  [/token_type_embeddings?\.|segment_embedding/, "segment embedding"],
  [
    /\.wpe\.|position(al)?_embeddings?\b|embed_positions\.|relative_attention_bias|rel_pos|pos_embed/,
    "position embedding",
  ],
  [
    /\b(wte|embed_tokens|word_embeddings?|tok_embeddings|embed_in|shared|patch_embeddings?)\./,
    "token embedding",
  ],
  [
    /\.(multihead_attn|encoder_attn|crossattention|EncDecAttention|cross_attn)\./,
    "cross-attention",
  ],
  [/(^|\.)encoder\..*(attn|SelfAttention)\./, "encoder attention"],
  [/(^|\.)decoder\..*(self_attn|SelfAttention)\./, "decoder self-attention"],
  [/attn\b|attention|SelfAttention|\bq_lin\./, "attention"],
  [
    /\b(mlp|ffn|feed_forward|linear[12]|fc[12]|DenseReluDense|intermediate|experts?|lin[12])\b|\.output\.dense\./,
    "feed-forward",
  ],
  [
    /^(lm_)?head\.|lm_head|embed_out|classifier|^score\.|qa_outputs|cls\.|final_logits_bias|vocab_\w+\./,
    "output head",
  ],
];

/** Which part of a model a parameter belongs to, by its state-dict name. */
export function componentOf(name: string): string {
  expectText("componentOf", "name", name);
  return components.find(([pattern]) => pattern.test(name))?.[1] ?? "other";
}
