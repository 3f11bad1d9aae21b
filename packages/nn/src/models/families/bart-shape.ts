import { defineOptions, type Fields, type WholeOf } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import {
  type EncoderDecoderFamily,
  encoderDecoderFamily,
} from "../encoder-decoder/encoder-decoder-family.ts";
import type {
  EncoderDecoderOptions,
  TargetIds,
} from "../encoder-decoder/encoder-decoder-options.ts";
import type { StackPositions, TokenStackOptions } from "../encoder-decoder/stack-options.ts";
import { activationNames, activationOf } from "./activation-names.ts";
import { bartNames } from "./bart-names.ts";
import { withOwnNames } from "./config-aliases.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import type { Family, WeightLayout } from "./family.ts";

const probability = { from: 0, below: 1 };
const id = { from: 0, to: 2 ** 31 };

/** Fields of config.json that BART and the families after it have; a few defaults differ. */
export const bartFields = {
  vocab_size: integer({ ...size, default: 50265 }),
  max_position_embeddings: integer({ ...size, default: 1024 }),
  d_model: integer({ ...size, default: 1024 }),
  encoder_layers: integer({ ...size, default: 12 }),
  encoder_attention_heads: integer({ ...size, default: 16 }),
  encoder_ffn_dim: integer({ ...size, default: 4096 }),
  encoder_layerdrop: number({ ...probability, default: 0 }),
  decoder_layers: integer({ ...size, default: 12 }),
  decoder_attention_heads: integer({ ...size, default: 16 }),
  decoder_ffn_dim: integer({ ...size, default: 4096 }),
  decoder_layerdrop: number({ ...probability, default: 0 }),
  activation_function: oneOf(activationNames, { default: "gelu" }),
  dropout: number({ ...probability, default: 0.1 }),
  attention_dropout: number({ ...probability, default: 0 }),
  activation_dropout: number({ ...probability, default: 0 }),
  classifier_dropout: number({ ...probability, default: 0 }),
  init_std: number({ from: 0, default: 0.02 }),
  scale_embedding: flag({ default: false }),
  tie_word_embeddings: flag({ default: true }),
  pad_token_id: integer({ ...id, optional: true }),
  decoder_start_token_id: integer({ ...id, optional: true }),
} satisfies Fields;

/** Other names that Hugging Face reads some of these fields under. */
export const bartAliases: Readonly<Record<string, keyof typeof bartFields>> = {
  hidden_size: "d_model",
  num_attention_heads: "encoder_attention_heads",
  num_hidden_layers: "encoder_layers",
};

/** Of other programs, which said with them what the families are by now; Hugging Face's library reads none of them. */
export const bartOthers: readonly string[] = [
  ...["classif_dropout", "extra_pos_embeddings", "prefix", "force_bos_token_to_be_generated"],
  ...["add_bias_logits", "normalize_before", "normalize_embedding", "add_final_layer_norm"],
  ...["static_position_embeddings", "save_step", "replacing_rate", "student_decoder_layers"],
];

/** Where the norms of a family stand, and what its positions are. */
export interface BartKind {
  readonly normPlacement: "pre" | "post";
  readonly embeddingNorm: boolean;
  readonly finalNorm: boolean;
  readonly positions: "learned" | "sinusoidal";
}

type BartConfig = WholeOf<typeof bartFields>;

/** What the fields describe: two stacks that differ in depth, heads and widths. */
export function bartModel(
  given: BartConfig,
  kind: BartKind,
  ids: TargetIds,
  stored: ReadonlySet<string> | undefined,
): EncoderDecoderOptions {
  const { vocab_size, tie_word_embeddings: tied, d_model: dModel, init_std } = given;
  const own = (name: string, otherwise = false) => stored?.has(name) ?? otherwise;
  const side = (name: "encoder" | "decoder"): TokenStackOptions => ({
    dModel,
    layers: given[`${name}_layers`],
    norm: { kind: "layerNorm", eps: 1e-5, bias: true },
    normPlacement: kind.normPlacement,
    embeddingNorm: kind.embeddingNorm,
    finalNorm: kind.finalNorm,
    embeddingScale: given.scale_embedding ? Math.sqrt(dModel) : 1,
    positions: positionsOf(kind, given, own(`model.${name}.embed_positions.weight`)),
    attention: {
      heads: given[`${name}_attention_heads`],
      ...{ bias: true, projections: "separate", causal: name === "decoder" },
    },
    feedForward: {
      width: given[`${name}_ffn_dim`],
      activation: activationOf(given.activation_function),
      ...{ bias: true, gated: false },
    },
    dropout: {
      embedding: given.dropout,
      attention: given.attention_dropout,
      residual: given.dropout,
      activation: given.activation_dropout,
    },
    layerDrop: given[`${name}_layerdrop`],
    initial: { weights: init_std, projections: init_std },
  });
  return {
    encoder: side("encoder"),
    decoder: side("decoder"),
    sourceVocabSize: vocab_size,
    targetVocabSize: vocab_size,
    tables: {
      shared: true,
      encoder: own("model.encoder.embed_tokens.weight"),
      decoder: own("model.decoder.embed_tokens.weight"),
    },
    tieHead: !own("lm_head.weight", !tied),
    logitsBias: own("final_logits_bias"),
    ids,
    paddingRow: ids.padding,
    embeddingDeviation: init_std,
  };
}

const positionsOf = (
  { positions }: BartKind,
  { max_position_embeddings: length }: BartConfig,
  stored: boolean,
): StackPositions =>
  positions === "learned"
    ? { kind: "learned", length, offset: 2 }
    : { kind: "sinusoidal", length, stored };

/** The ids of a config.json that names them, null for none; a family's usual ones otherwise. */
export function targetIds(config: object, usual: TargetIds): TargetIds {
  const fields = config as Readonly<Record<string, unknown>>;
  const idOf = (name: string, otherwise: number | undefined) => {
    const given = fields[name];
    return given === undefined ? otherwise : typeof given === "number" ? given : undefined;
  };
  const start = usual.start === "last" ? usual.start : idOf("decoder_start_token_id", usual.start);
  return { ...usual, padding: idOf("pad_token_id", usual.padding), start };
}

/** Which tables are one with another, and the head with this one, unless a file holds them apart. */
export const bartTwins = (head = "model.shared.weight"): ReadonlyMap<string, string> =>
  new Map([
    ["lm_head.weight", head],
    ["model.encoder.embed_tokens.weight", "model.shared.weight"],
    ["model.decoder.embed_tokens.weight", "model.shared.weight"],
  ]);

const stacks = "model";

/** What Hugging Face has on these stacks, of a family with such a prefix: "Bart". */
export const bartClasses = (name: string, generation = `${name}ForConditionalGeneration`) =>
  ({
    [generation]: { kind: "generation", backbone: stacks },
    [`${name}Model`]: { kind: "vectors", backbone: "" },
  }) as const;

/** Scores of classes and of answers. */
export const bartScores = (name: string) =>
  ({
    [`${name}ForSequenceClassification`]: { kind: "classification", backbone: stacks },
    [`${name}ForQuestionAnswering`]: { kind: "answers", backbone: stacks },
  }) as const;

/** How the weights stand in files; those of one class serve the stacks of another. */
export const bartLayout: WeightLayout = {
  prefix: "model.",
  ignored: /^(lm_head\.weight|final_logits_bias|model\.(en|de)coder\.version)$/,
};

/** The id that ends a text, out of `eos_token_id`. */
export function endOf(config: object, usual: number): number {
  const { eos_token_id: given } = config as { readonly eos_token_id?: unknown };
  const [first] = [given].flat();
  return typeof first === "number" ? first : usual;
}

/** A family of BART's shape: two stacks over one table of tokens. */
export const bartFamily = (
  family: Pick<Family, "modelType"> & Pick<EncoderDecoderFamily, "classes">,
  kind: BartKind,
  usual: TargetIds & { readonly end: number },
): Family => {
  const fields = defineOptions(family.modelType, bartFields);
  return encoderDecoderFamily({
    ...family,
    layout: bartLayout,
    twins: () => bartTwins(),
    fromConfig(config, stored) {
      const own = withOwnNames(config, bartAliases);
      const given = configFields(fields, own, bartOthers);
      const { end, ...ids } = usual;
      return {
        names: bartNames,
        model: bartModel(given, kind, targetIds(own, ids), stored),
        classifierDropout: given.classifier_dropout,
        end: endOf(own, end),
      };
    },
  });
};
