import { familyOfConfig } from "../../models/families/find-family.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import type { Base, Described } from "../application.ts";
import { type TextTokenizerOptions, tokenizerOf, trainedTokenizer } from "../text-tokenizer.ts";
import {
  dropoutFields,
  pairEncoderConfig,
  type TextEncoderSize,
  textEncoderConfig,
} from "./encoder-config.ts";

export interface EncoderDescription {
  /** What stands on the encoder, as Hugging Face's classes end: "ForTokenClassification". */
  readonly head: string;
  /** Whether it is new and reads a text beside another, and is told which is which. */
  readonly pairs?: boolean;
  /** What the tokenizer learns its vocabulary from, where there is no base. */
  readonly texts: Iterable<string>;
  readonly settings: TextEncoderSize & TextTokenizerOptions;
  /** What the classes are called that the head tells apart. */
  readonly labels?: readonly string[];
  /** The model that it starts from. */
  readonly base: Base | undefined;
}

/** config.json and tokenizer of an encoder with a head: a new one, or that of a base with another head. */
export async function describeEncoder({
  head,
  pairs = false,
  texts,
  settings,
  labels,
  base,
}: EncoderDescription): Promise<Described> {
  const own = labels && {
    id2label: Object.fromEntries(labels.map((label, i) => [i, label])),
    label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
  };
  if (base) return { config: { ...onBase(base, head, settings), ...own }, files: base.files };
  const { tokenizer, files } = await trainedTokenizer(texts, settings);
  const sizes = [tokenizer.vocabSize, tokenizer.tokenToId("[PAD]")!] as const;
  const shape = pairs
    ? { architectures: [`Bert${head}`], ...pairEncoderConfig(settings, ...sizes) }
    : { architectures: [`ModernBert${head}`], ...textEncoderConfig(settings, ...sizes) };
  return { config: { ...shape, ...own }, files };
}

function onBase(base: Base, head: string, { dropout }: TextEncoderSize): object {
  const { modelType, architectures } = familyOfConfig(base.config);
  const architecture = architectures.find((name) => name.endsWith(head));
  if (architecture === undefined)
    throw new RecipeError(
      (nameOf) =>
        `${nameOf("from")} has a ${modelType}, of which there is no class ${head}; ` +
        "expected an encoder of texts: BERT, RoBERTa, ModernBERT, say",
    );
  tokenizerOf(base); // before the data are read with it
  const { num_labels: _, ...others } = base.config as { readonly num_labels?: unknown };
  return {
    ...others,
    architectures: [architecture],
    // Fields differ from family to family, and a config.json is written with all that its family has.
    ...("classifier_pooling" in base.config
      ? { ...dropoutFields(dropout), classifier_pooling: "mean" }
      : "hidden_dropout_prob" in base.config
        ? { hidden_dropout_prob: dropout, attention_probs_dropout_prob: dropout }
        : {}),
  };
}
