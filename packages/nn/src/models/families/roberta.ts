import { defineOptions } from "../../options/define-options.ts";
import { integer } from "../../options/fields.ts";
import { encoderFamily } from "../encoder/encoder-family.ts";
import {
  bertEncoder,
  bertFields,
  bertIgnored,
  bertNames,
  bertOnlyFields,
  bertOthers,
  classification,
  firstTokenClassification,
  multipleChoice,
  paddingIdOf,
  questionAnswering,
  robertaWords,
} from "./bert-shape.ts";
import { configFields } from "./config-fields.ts";
import type { Family } from "./family.ts";

const usualPadding = 1;

/** RobertaConfig and XLMRobertaConfig of Hugging Face, with their defaults. */
const fieldsOf = (modelType: string, vocabSize: number) =>
  defineOptions(modelType, {
    ...{ ...bertFields, ...bertOnlyFields },
    vocab_size: integer({ from: 1, to: 2 ** 31, default: vocabSize }),
    pad_token_id: integer({ from: 0, default: usualPadding }),
  });

/** BERT whose positions count behind the padding's id and pass over padding. */
function robertaFamily(modelType: string, name: string, vocabSize: number): Family {
  const fields = fieldsOf(modelType, vocabSize);
  const classOf = (head: string) => `${name}For${head}`;
  return encoderFamily({
    modelType,
    architectures: [
      ...([`${name}Model`, classOf("MaskedLM"), classOf("SequenceClassification")] as const),
      ...["TokenClassification", "QuestionAnswering", "MultipleChoice"].map(classOf),
    ],
    names: { ...bertNames, backbone: "roberta" },
    layout: { prefix: "roberta.", ignored: bertIgnored },
    fromConfig(config, labels) {
      const given = configFields(fields, config, bertOthers);
      const { hidden_size: dModel, initializer_range: deviation, pad_token_id: padding } = given;
      const { vocab_size, max_position_embeddings: rows, classifier_dropout } = given;
      const bert = bertEncoder(given, paddingIdOf(config, vocab_size, usualPadding));
      const dropout = classifier_dropout ?? given.hidden_dropout_prob;
      const ofClasses = { dModel, labels, name: "classifier", dropout, deviation };
      return {
        encoder: {
          ...bert,
          contextLength: rows - padding - 1,
          positionTable: { rows, behind: padding },
          tokenTypes: given.type_vocab_size,
        },
        classes: {
          [`${name}Model`]: { pooler: true },
          [classOf("MaskedLM")]: {
            head: robertaWords(bert.norm, given.tie_word_embeddings, deviation),
          },
          [classOf("SequenceClassification")]: { head: firstTokenClassification(ofClasses) },
          [classOf("MultipleChoice")]: {
            pooler: true,
            head: multipleChoice({
              ...{ ...ofClasses, pooling: "pooler", dropout: given.hidden_dropout_prob },
            }),
          },
          [classOf("TokenClassification")]: { head: classification(ofClasses) },
          [classOf("QuestionAnswering")]: {
            head: questionAnswering({ ...ofClasses, name: "qa_outputs", dropout: 0 }),
          },
        },
      };
    },
  });
}

/** RoBERTa. Liu et al., arXiv:1907.11692. */
export const roberta = robertaFamily("roberta", "Roberta", 50265);

/** RoBERTa of a hundred languages. Conneau et al., arXiv:1911.02116. */
export const xlmRoberta = robertaFamily("xlm-roberta", "XLMRoberta", 30522);
