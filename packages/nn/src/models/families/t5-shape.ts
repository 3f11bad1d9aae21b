import type { Fields, WholeOf } from "../../options/define-options.ts";
import { flag, integer, number, text } from "../../options/fields.ts";
import { OptionError } from "../../options/option-error.ts";
import type { FeedForwardOptions } from "../block/block-options.ts";
import type {
  EncoderDecoderNames,
  EncoderDecoderOptions,
  TargetIds,
} from "../encoder-decoder/encoder-decoder-options.ts";
import { StackEncoder } from "../encoder-decoder/stack-encoder.ts";
import type { TokenStackNames, TokenStackOptions } from "../encoder-decoder/stack-options.ts";
import { isEncoder, type Model } from "../roles.ts";
import { type ActivationName, activationNames, activationOf } from "./activation-names.ts";
import { size } from "./config-sizes.ts";

const probability = { from: 0, below: 1 };

/** T5Config of Hugging Face, with its defaults. */
export const t5Fields = {
  vocab_size: integer({ ...size, default: 32128 }),
  d_model: integer({ ...size, default: 512 }),
  d_kv: integer({ ...size, default: 64 }),
  d_ff: integer({ ...size, default: 2048 }),
  num_layers: integer({ ...size, default: 6 }),
  num_decoder_layers: integer({ ...size, optional: true }),
  num_heads: integer({ ...size, default: 8 }),
  relative_attention_num_buckets: integer({ ...size, default: 32 }),
  relative_attention_max_distance: integer({ ...size, default: 128 }),
  dropout_rate: number({ ...probability, default: 0.1 }),
  classifier_dropout: number({ ...probability, default: 0 }),
  layer_norm_epsilon: number({ above: 0, default: 1e-6 }),
  initializer_factor: number({ from: 0, default: 1 }),
  feed_forward_proj: text({ default: "relu" }),
  dense_act_fn: text({ optional: true }),
  is_gated_act: flag({ optional: true }),
  tie_word_embeddings: flag({ default: true }),
  scale_decoder_outputs: flag({ optional: true }),
} satisfies Fields;

/** Other names that Hugging Face reads some of these fields under. */
export const t5Aliases: Readonly<Record<string, keyof typeof t5Fields>> = {
  hidden_size: "d_model",
  num_attention_heads: "num_heads",
  num_hidden_layers: "num_layers",
  head_dim: "d_kv",
};

/** Of the programs that trained the first ones. */
export const t5Others: readonly string[] = ["n_positions", "output_past", "gradient_checkpointing"];

const attention = { q: "q", k: "k", v: "v", output: "o" };

const stackNames = (gated: boolean): Omit<TokenStackNames, "block"> => ({
  tokens: "embed_tokens",
  positions: "block.0.layer.0.SelfAttention.relative_attention_bias",
  layers: "block",
  norm: "final_layer_norm",
  attention,
  feedForward: gated
    ? { expand: "wi_1", gate: "wi_0", project: "wo" }
    : { expand: "wi", project: "wo" },
});

const first = { attention: "layer.0.SelfAttention", attentionNorm: "layer.0.layer_norm" };
const feedForward = (layer: number) => ({
  feedForward: `layer.${layer}.DenseReluDense`,
  feedForwardNorm: `layer.${layer}.layer_norm`,
});

export const t5Names = (gated: boolean): EncoderDecoderNames => ({
  ...{ backbone: "", shared: "shared", encoder: "encoder", decoder: "decoder", head: "lm_head" },
  logitsBias: "final_logits_bias",
  encoderParts: { ...stackNames(gated), block: { ...first, ...feedForward(1) } },
  decoderParts: {
    ...stackNames(gated),
    block: {
      ...first,
      crossAttention: "layer.1.EncDecAttention",
      crossAttentionNorm: "layer.1.layer_norm",
      ...feedForward(2),
    },
  },
});

/** Which tables are one with another unless a file holds them apart, the head too. */
export const t5Twins: ReadonlyMap<string, string> = new Map(
  ["lm_head", "encoder.embed_tokens", "decoder.embed_tokens"].map(
    (name) => [`${name}.weight`, "shared.weight"] as const,
  ),
);

const nobodys = "decoder\\.block\\.\\d+\\.layer\\.1\\.EncDecAttention\\.relative_attention_bias\\.";

/** A bias that the first files hold and nobody adds; what stands on an encoder alone, or on both without a head of words. */
export const t5Ignored = (model: Model): RegExp =>
  new RegExp(
    `^(transformer\\.)?(${isEncoder(model) ? `lm_head\\.|${model instanceof StackEncoder ? "decoder\\.|" : ""}` : ""}${nobodys})`,
  );

type T5Config = WholeOf<typeof t5Fields>;

/** What the fields describe: RMSNorm in front, no biases, scores unscaled but for a bias by distance. */
export function t5Model(
  given: T5Config,
  ids: TargetIds,
  stored: ReadonlySet<string> | undefined,
): EncoderDecoderOptions {
  const { d_model: dModel, d_kv: headSize, num_heads: heads, dropout_rate: dropout } = given;
  const { tie_word_embeddings: tied, scale_decoder_outputs: scaled } = given;
  const own = (name: string, otherwise = false) => stored?.has(name) ?? otherwise;
  const deviation = given.initializer_factor * dModel ** -0.5;
  const stack: Omit<TokenStackOptions, "layers" | "attention"> = {
    dModel,
    norm: { kind: "rmsNorm", eps: given.layer_norm_epsilon },
    ...{ embeddingNorm: false, finalNorm: true },
    positions: {
      kind: "relative",
      numBuckets: given.relative_attention_num_buckets,
      maxDistance: given.relative_attention_max_distance,
    },
    feedForward: { width: given.d_ff, bias: false, ...feedForwardOf(given) },
    dropout: {
      ...{ embedding: dropout, attention: dropout, residual: dropout },
      ...{ activation: dropout, output: dropout },
    },
    initial: { weights: deviation, projections: deviation },
  };
  const side = (layers: number, causal: boolean): TokenStackOptions => ({
    ...stack,
    layers,
    attention: { heads, headSize, scale: 1, bias: false, projections: "separate", causal },
  });
  return {
    encoder: side(given.num_layers, false),
    decoder: side(given.num_decoder_layers ?? given.num_layers, true),
    sourceVocabSize: given.vocab_size,
    targetVocabSize: given.vocab_size,
    tables: {
      shared: true,
      encoder: own("encoder.embed_tokens.weight"),
      decoder: own("decoder.embed_tokens.weight"),
    },
    tieHead: !own("lm_head.weight", !tied),
    headScale: scaled ? dModel ** -0.5 : 1,
    logitsBias: false,
    ids,
    embeddingDeviation: given.initializer_factor,
  };
}

/** "gated-gelu" is its tanh form, "gelu" alone is exact; `dense_act_fn` and `is_gated_act` say otherwise where they stand. */
function feedForwardOf(
  given: Pick<T5Config, "feed_forward_proj" | "dense_act_fn" | "is_gated_act">,
): Pick<FeedForwardOptions, "activation" | "gated"> {
  const { feed_forward_proj: kind } = given;
  const [last, before, ...more] = kind.split("-").reverse();
  if ((before !== undefined && before !== "gated") || more.length > 0)
    throw new OptionError(
      `config.json: feed_forward_proj is ${JSON.stringify(kind)}, expected an activation's name, perhaps behind "gated-"`,
    );
  const { dense_act_fn: named = kind === "gated-gelu" ? "gelu_new" : last! } = given;
  const { is_gated_act: gated = before === "gated" } = given;
  const isKnown = (name: string): name is ActivationName =>
    (activationNames as readonly string[]).includes(name);
  if (isKnown(named)) return { activation: activationOf(named), gated };
  throw new OptionError(
    `config.json: ${given.dense_act_fn === undefined ? "feed_forward_proj" : "dense_act_fn"} is ${JSON.stringify(named)}, ` +
      `expected one of ${activationNames.join(", ")}`,
  );
}
