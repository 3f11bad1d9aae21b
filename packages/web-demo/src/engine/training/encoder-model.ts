import { type Generator, metaDevice, type ParameterOptions } from "@qkv/nn";
import {
  type EncoderHead,
  EncoderModel,
  type EncoderNames,
  MaskedWords,
  modelFromConfig,
} from "@qkv/nn/models";
import type { RunSettings } from "../protocol.ts";

/** Of an encoder with norms before its parts and positions that learn, which no family here has; the rest is called as in a BERT. */
const names: EncoderNames = {
  backbone: "bert",
  words: "word_embeddings",
  positions: "position_embeddings",
  tokenTypes: "token_type_embeddings",
  embeddingNorm: "LayerNorm",
  stack: "encoder",
  layers: "layer",
  norm: "LayerNorm",
  block: {
    attentionNorm: "attention.LayerNorm",
    attention: "attention",
    feedForwardNorm: "intermediate.LayerNorm",
    feedForward: "",
  },
  attention: { q: "self.query", k: "self.key", v: "self.value", output: "output.dense" },
  feedForward: { expand: "intermediate.dense", project: "output.dense" },
};

/** An encoder as the settings want it: a BERT, or the same with the norms before the parts and one behind the last block. */
export function encoderModel(
  settings: RunSettings,
  vocabSize: number,
  generator: Generator,
): EncoderModel {
  if (settings.norm === "post") return bert(settings, vocabSize, { generator });
  using shape = bert(settings, vocabSize, { device: metaDevice() });
  const options = { ...shape.options, normPlacement: "pre" as const };
  const { norm, initial } = options;
  const head: EncoderHead = {
    name: "cls.predictions",
    make: ({ embeddings }, of) =>
      new MaskedWords(
        {
          transform: {
            ...{ dense: "transform.dense", activation: "gelu" },
            norm: { name: "transform.LayerNorm", options: norm },
          },
          ...{ decoder: "decoder", biasName: "bias", tied: true, deviation: initial.weights },
        },
        embeddings.words,
        of,
      ),
  };
  return new EncoderModel("bert-with-norms-before", names, options, { generator }, head);
}

function bert(
  { layers, heads, width, context, dropout }: RunSettings,
  vocabSize: number,
  options: ParameterOptions,
): EncoderModel {
  const model = modelFromConfig(
    {
      ...{ architectures: ["BertForMaskedLM"], model_type: "bert", hidden_act: "gelu" },
      ...{ vocab_size: vocabSize, hidden_size: width, num_hidden_layers: layers },
      ...{ num_attention_heads: heads, intermediate_size: 4 * width },
      ...{ max_position_embeddings: context, type_vocab_size: 2, pad_token_id: 0 },
      ...{ tie_word_embeddings: true },
      ...{ hidden_dropout_prob: dropout, attention_probs_dropout_prob: dropout },
    },
    options,
  );
  if (model instanceof EncoderModel) return model;
  throw new TypeError("bert is no encoder");
}
