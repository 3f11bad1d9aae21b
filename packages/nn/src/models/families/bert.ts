import { defineOptions } from "../../options/define-options.ts";
import { encoderFamily } from "../encoder/encoder-family.ts";
import { BertPretraining } from "../heads/bert-pretraining.ts";
import { Classification } from "../heads/classification.ts";
import { MaskedWords } from "../heads/masked-words.ts";
import { activationOf } from "./activation-names.ts";
import {
  bertEncoder,
  bertFields,
  bertIgnored,
  bertNames,
  bertOnlyFields,
  bertOthers,
  classification,
  maskedWords,
  multipleChoice,
  paddingIdOf,
  questionAnswering,
} from "./bert-shape.ts";
import { configFields } from "./config-fields.ts";

/** BertConfig of Hugging Face, with its defaults. */
const fields = defineOptions("bert", { ...bertFields, ...bertOnlyFields });

/** BERT. Devlin et al., arXiv:1810.04805. */
export const bert = encoderFamily({
  modelType: "bert",
  architectures: [
    ...(["BertModel", "BertForMaskedLM", "BertForPreTraining"] as const),
    ...(["BertForSequenceClassification", "BertForTokenClassification"] as const),
    "BertForNextSentencePrediction",
    ...(["BertForMultipleChoice", "BertForQuestionAnswering"] as const),
  ],
  names: bertNames,
  layout: {
    prefix: "bert.",
    // As TensorFlow called them.
    renamed: (name) =>
      name
        .replace(/LayerNorm\.gamma$/, "LayerNorm.weight")
        .replace(/LayerNorm\.beta$/, "LayerNorm.bias"),
    ignored: bertIgnored,
  },
  fromConfig(config, labels) {
    const given = configFields(fields, config, bertOthers);
    const { hidden_size: dModel, initializer_range: deviation, classifier_dropout } = given;
    const bare = bertEncoder(given, paddingIdOf(config, given.vocab_size, 0));
    const encoder = { ...bare, tokenTypes: given.type_vocab_size };
    const dropout = classifier_dropout ?? given.hidden_dropout_prob;
    const ofClasses = { dModel, labels, name: "classifier", dropout, deviation };
    const ofNext = {
      ...ofClasses,
      ...{ labels: ["next", "another"], name: "seq_relationship", dropout: 0 },
    };
    const problem = "single_label_classification";
    const next = { ...ofNext, pooling: "pooler", problem } as const;
    const words = {
      transform: {
        ...{ dense: "transform.dense", activation: activationOf(given.hidden_act) },
        norm: { name: "transform.LayerNorm", options: encoder.norm },
      },
      ...{ decoder: "decoder", biasName: "bias", tied: given.tie_word_embeddings, deviation },
    };
    return {
      encoder,
      classes: {
        BertModel: { pooler: true },
        BertForMaskedLM: { head: maskedWords("cls.predictions", words) },
        BertForPreTraining: {
          pooler: true,
          head: {
            name: "cls",
            make: ({ embeddings }, options) =>
              new BertPretraining(
                new MaskedWords(words, embeddings.words, options),
                new Classification(next, options),
              ),
          },
        },
        BertForSequenceClassification: {
          pooler: true,
          head: classification({ ...ofClasses, pooling: "pooler" }),
        },
        BertForMultipleChoice: {
          pooler: true,
          head: multipleChoice({ ...ofClasses, pooling: "pooler" }),
        },
        BertForTokenClassification: { head: classification(ofClasses) },
        BertForQuestionAnswering: {
          head: questionAnswering({ ...ofClasses, name: "qa_outputs", dropout: 0 }),
        },
        BertForNextSentencePrediction: { pooler: true, head: classification(next, "cls") },
      },
    };
  },
});
