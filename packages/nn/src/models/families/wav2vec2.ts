import type { ParameterOptions } from "../../module/parameter-options.ts";
import { defineOptions, type WholeOf } from "../../options/define-options.ts";
import { flag, integer, number, numbers, oneOf } from "../../options/fields.ts";
import { CtcHead } from "../heads/ctc-head.ts";
import type { Head } from "../heads/head.ts";
import { MeanClassifier } from "../heads/mean-classifier.ts";
import type { SpeechStates } from "../speech/speech-encoder.ts";
import { SpeechModel, SpeechStatesHead } from "../speech/speech-model.ts";
import type { SpeechNames, SpeechOptions } from "../speech/speech-options.ts";
import { activationNames, activationOf } from "./activation-names.ts";
import { architectureOf } from "./architecture-of.ts";
import { paddingIdOf } from "./bert-shape.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import type { Family } from "./family.ts";
import { labelsOf } from "./labels.ts";
import { specAugmentFields, specAugmentOf } from "./spec-augment-config.ts";

const probability = { from: 0, below: 1 };

/** Wav2Vec2Config of Hugging Face, with its defaults. */
const table = {
  vocab_size: integer({ ...size, default: 32 }),
  hidden_size: integer({ ...size, default: 768 }),
  num_hidden_layers: integer({ ...size, from: 0, default: 12 }),
  num_attention_heads: integer({ ...size, default: 12 }),
  intermediate_size: integer({ ...size, default: 3072 }),
  hidden_act: oneOf(activationNames, { default: "gelu" }),
  hidden_dropout: number({ ...probability, default: 0.1 }),
  activation_dropout: number({ ...probability, default: 0.1 }),
  attention_dropout: number({ ...probability, default: 0.1 }),
  feat_proj_dropout: number({ ...probability, default: 0 }),
  final_dropout: number({ ...probability, default: 0.1 }),
  layerdrop: number({ ...probability, default: 0.1 }),
  initializer_range: number({ from: 0, default: 0.02 }),
  layer_norm_eps: number({ above: 0, default: 1e-5 }),
  feat_extract_norm: oneOf(["group", "layer"], { default: "group" }),
  feat_extract_activation: oneOf(activationNames, { default: "gelu" }),
  conv_dim: numbers({ default: [512, 512, 512, 512, 512, 512, 512] }),
  conv_stride: numbers({ default: [5, 2, 2, 2, 2, 2, 2] }),
  conv_kernel: numbers({ default: [10, 3, 3, 3, 3, 2, 2] }),
  conv_bias: flag({ default: false }),
  num_conv_pos_embeddings: integer({ ...size, default: 128 }),
  num_conv_pos_embedding_groups: integer({ ...size, default: 16 }),
  do_stable_layer_norm: flag({ default: false }),
  ...specAugmentFields,
  use_weighted_layer_sum: flag({ default: false }),
  classifier_proj_size: integer({ ...size, default: 256 }),
  ctc_loss_reduction: oneOf(["sum", "mean", "none"], { default: "sum" }),
  ctc_zero_infinity: flag({ default: false }),
  /** Convolutions, and small layers for languages, behind the blocks: not known here. */
  add_adapter: oneOf([false], { default: false }),
  adapter_attn_dim: oneOf([false], { optional: true }),
};
type Wav2Vec2Config = WholeOf<typeof table>;
const fields = defineOptions("wav2vec2", table, {
  check({
    conv_dim,
    conv_stride,
    conv_kernel,
    hidden_size,
    num_conv_pos_embedding_groups: groups,
  }) {
    const all = [conv_dim, conv_stride, conv_kernel];
    const counts = all.every((each) => each.every((n) => Number.isSafeInteger(n) && n >= 1));
    if (!counts || conv_dim.length === 0 || all.some(({ length }) => length !== conv_dim.length))
      return `conv_dim is [${conv_dim}], conv_stride [${conv_stride}], conv_kernel [${conv_kernel}], expected integers from 1, as many in each`;
    if (hidden_size % groups !== 0)
      return `hidden_size is ${hidden_size}, expected a multiple of num_conv_pos_embedding_groups (${groups})`;
    return undefined;
  },
});

/** Of heads and losses that other classes have, and of adapters, which there are not. */
const withoutEffect = [
  ...["num_labels", "num_feat_extract_layers", "feat_quantizer_dropout"],
  ...["num_codevectors_per_group", "num_codevector_groups", "codevector_dim"],
  ...["contrastive_logits_temperature", "num_negatives", "proj_codevector_dim"],
  ...["diversity_loss_weight", "tdnn_dim", "tdnn_kernel", "tdnn_dilation", "xvector_output_dim"],
  ...["adapter_kernel_size", "adapter_stride", "num_adapter_layers", "output_hidden_size"],
  ...["gradient_checkpointing", "feat_extract_dropout", "mask_channel_length"],
  ...["mask_channel_min_space", "mask_channel_other", "mask_channel_prob"],
  ...["mask_channel_selection", "mask_time_min_space", "mask_time_other", "mask_time_selection"],
];

const names = (backbone: string): SpeechNames => ({
  backbone,
  block: {
    attention: "attention",
    attentionNorm: "layer_norm",
    feedForward: "feed_forward",
    feedForwardNorm: "final_layer_norm",
  },
  attention: { q: "q_proj", k: "k_proj", v: "v_proj", output: "out_proj" },
  feedForward: { expand: "intermediate_dense", project: "output_dense" },
});

const architectures = [
  ...(["Wav2Vec2ForCTC", "Wav2Vec2ForSequenceClassification", "Wav2Vec2Model"] as const),
] as const;

/** wav2vec 2.0: letters, or classes, out of raw sound. Baevski et al., arXiv:2006.11477. */
export const wav2vec2: Family = {
  modelType: "wav2vec2",
  architectures: [...architectures],
  layout: {
    prefix: "wav2vec2.",
    // Of pretraining, and of models with another head.
    ignored: /^(quantizer|project_q|project_hid|lm_head|projector|classifier)\.|masked_spec_embed$/,
    // PyTorch's first way of keeping apart lengths and directions.
    renamed: (name) =>
      name
        .replace(/\.conv\.weight_g$/, ".conv.parametrizations.weight.original0")
        .replace(/\.conv\.weight_v$/, ".conv.parametrizations.weight.original1"),
  },
  create(config, options, stored) {
    const given = configFields(fields, config, withoutEffect);
    const architecture = architectureOf(config, [...architectures]);
    const backbone = architecture === "Wav2Vec2Model" ? "" : "wav2vec2";
    const blank = paddingIdOf(config, given.vocab_size, 0) ?? 0;
    const outputs = { labels: labelsOf(config), blank };
    const head = (own: ParameterOptions) => headOf(architecture, given, outputs, own);
    return new SpeechModel(
      "wav2vec2",
      names(backbone),
      { ...speechOf(given), hiddenVector: hasVector(given, stored) },
      head,
      options,
    );
  },
};

/** Whether a vector is learnt in the place of what is hidden while training; files that say so are often without it. */
function hasVector(
  { mask_time_prob, mask_feature_prob }: Wav2Vec2Config,
  stored: ReadonlySet<string> | undefined,
): boolean {
  const wanted = mask_time_prob > 0 || mask_feature_prob > 0;
  return wanted && (!stored || [...stored].some((name) => name.endsWith("masked_spec_embed")));
}

function headOf(
  architecture: string,
  given: Wav2Vec2Config,
  { labels, blank }: { readonly labels: readonly string[]; readonly blank: number },
  options: ParameterOptions,
): Head<SpeechStates> {
  const { hidden_size: dModel, vocab_size: vocabSize, final_dropout: dropout } = given;
  const { classifier_proj_size: projected, initializer_range: deviation } = given;
  if (architecture === "Wav2Vec2Model") return new SpeechStatesHead();
  if (architecture === "Wav2Vec2ForCTC")
    return new CtcHead({ dModel, vocabSize, dropout }, deviation, options, {
      blank,
      reduction: given.ctc_loss_reduction,
      zeroInfinity: given.ctc_zero_infinity,
    });
  const mixedLayers = given.use_weighted_layer_sum ? given.num_hidden_layers + 1 : undefined;
  return new MeanClassifier({ dModel, projected, labels, mixedLayers }, deviation, options);
}

function speechOf(given: Wav2Vec2Config): Omit<SpeechOptions, "hiddenVector"> {
  const { hidden_size: dModel, initializer_range: weights, hidden_dropout: residual } = given;
  const { num_conv_pos_embeddings: kernel, num_conv_pos_embedding_groups: groups } = given;
  return {
    dModel,
    layers: given.num_hidden_layers,
    convolutions: given.conv_dim.map((channels, i) => ({
      ...{ channels, kernel: given.conv_kernel[i]!, stride: given.conv_stride[i]! },
    })),
    convolutionBias: given.conv_bias,
    convolutionNorm: given.feat_extract_norm,
    convolutionActivation: activationOf(given.feat_extract_activation),
    positions: { kernel, groups },
    featureDropout: given.feat_proj_dropout,
    layerDrop: given.layerdrop,
    specAugment: specAugmentOf(given),
    norm: { kind: "layerNorm", eps: given.layer_norm_eps, bias: true },
    normPlacement: given.do_stable_layer_norm ? "pre" : "post",
    attention: {
      ...{ heads: given.num_attention_heads, causal: false, bias: true, projections: "separate" },
    },
    feedForward: {
      ...{ width: given.intermediate_size, gated: false, bias: true },
      activation: activationOf(given.hidden_act),
    },
    dropout: {
      ...{ attention: given.attention_dropout, residual, activation: given.activation_dropout },
    },
    initial: { weights, projections: weights },
  };
}
