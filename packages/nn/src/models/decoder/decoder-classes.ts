import type { ParameterOptions } from "../../module/parameter-options.ts";
import { labelsOf } from "../families/labels.ts";
import { Classification } from "../heads/classification.ts";
import type { Head } from "../heads/head.ts";
import { QuestionAnswering } from "../heads/question-answering.ts";
import type { DecoderOptions } from "./decoder-options.ts";

/** The classes that Hugging Face has of a decoder beside the language model, as their names end. */
export const decoderClasses = [
  ...(["Model", "ForSequenceClassification"] as const),
  ...(["ForTokenClassification", "ForQuestionAnswering"] as const),
];

export type DecoderClass = (typeof decoderClasses)[number];

/** How a family calls the linear layers of these heads. */
export interface DecoderHeadNames {
  readonly ofTokens: string;
  /** Of all but the head, in question answering, where it is another than everywhere else. */
  readonly answering?: string;
}

/** The head of a class; undefined of the decoder alone. */
export function decoderHead(
  kind: DecoderClass,
  config: object,
  { dModel, initial }: DecoderOptions,
  names: DecoderHeadNames,
  options: ParameterOptions,
): Head | undefined {
  if (kind === "Model") return undefined;
  const shared = { dModel, dropout: 0, deviation: initial.weights };
  if (kind === "ForQuestionAnswering")
    return new QuestionAnswering({ ...shared, name: "qa_outputs" }, options);
  const ofClasses = { ...shared, labels: labelsOf(config) };
  if (kind === "ForSequenceClassification")
    return new Classification(
      { ...ofClasses, name: "score", pooling: "last", bias: false },
      options,
    );
  const dropout = tokenDropout(config);
  return new Classification({ ...ofClasses, name: names.ofTokens, dropout }, options);
}

function tokenDropout(config: object): number {
  const { classifier_dropout: own, hidden_dropout: usual } = config as Record<string, unknown>;
  const given = own ?? usual;
  return typeof given === "number" && given >= 0 && given < 1 ? given : 0.1;
}
