import { defineOptions } from "../../options/define-options.ts";
import { integer } from "../../options/fields.ts";
import { encoderFamily } from "../encoder/encoder-family.ts";
import {
  bertEncoder,
  bertFields,
  bertIgnored,
  bertNames,
  bertOthers,
  classification,
  firstTokenClassification,
  multipleChoice,
  questionAnswering,
  robertaWords,
} from "./bert-shape.ts";
import { configFields } from "./config-fields.ts";

/** MPNetConfig of Hugging Face, with its defaults. */
const fields = defineOptions("mpnet", {
  ...bertFields,
  vocab_size: integer({ from: 2, to: 2 ** 31, default: 30527 }),
  relative_attention_num_buckets: integer({ from: 1, to: 2 ** 16, default: 32 }),
});

/** Of the padding, whatever config.json says: it is written into Hugging Face's class. So is the number of buckets. */
const padding = 1;
const buckets = 32;

/** MPNet: RoBERTa's heads and positions on BERT, with T5's position biases. Song et al., arXiv:2004.09297. */
export const mpnet = encoderFamily({
  modelType: "mpnet",
  architectures: [
    ...(["MPNetModel", "MPNetForMaskedLM", "MPNetForSequenceClassification"] as const),
    ...(["MPNetForTokenClassification", "MPNetForQuestionAnswering"] as const),
    "MPNetForMultipleChoice",
  ],
  names: {
    ...bertNames,
    backbone: "mpnet",
    block: { ...bertNames.block, attentionNorm: "attention.LayerNorm" },
    attention: { q: "attn.q", k: "attn.k", v: "attn.v", output: "attn.o" },
    relativeBias: "relative_attention_bias",
  },
  layout: { prefix: "mpnet.", ignored: bertIgnored },
  fromConfig(config, labels) {
    const given = configFields(fields, config, bertOthers);
    const { hidden_size: dModel, initializer_range: deviation } = given;
    const { max_position_embeddings: rows, relative_attention_num_buckets } = given;
    const bert = bertEncoder(given, padding);
    const dropout = given.hidden_dropout_prob;
    const ofClasses = { dModel, labels, name: "classifier", dropout, deviation };
    return {
      encoder: {
        ...bert,
        contextLength: rows - padding - 1,
        positionTable: { rows, behind: padding },
        relativeBias: { numBuckets: buckets, rows: relative_attention_num_buckets },
      },
      classes: {
        MPNetModel: { pooler: true },
        MPNetForMaskedLM: {
          head: robertaWords(bert.norm, given.tie_word_embeddings, deviation),
        },
        MPNetForSequenceClassification: { head: firstTokenClassification(ofClasses) },
        MPNetForMultipleChoice: {
          pooler: true,
          head: multipleChoice({ ...ofClasses, pooling: "pooler" }),
        },
        MPNetForTokenClassification: { head: classification(ofClasses) },
        MPNetForQuestionAnswering: {
          head: questionAnswering({ ...ofClasses, name: "qa_outputs", dropout: 0 }),
        },
      },
    };
  },
});
