import { OptionError } from "../../options/option-error.ts";
import { architectureOf } from "./architecture-of.ts";
import { familyOfConfig } from "./find-family.ts";

const ending = "ForSequenceClassification";

/** Whether a config.json asks for scores of classes of whole inputs. */
export const classifiesTexts = (config: object): boolean =>
  architectureOf(config, familyOfConfig(config).architectures).endsWith(ending);

/**
 * The id of padding that a config.json is without and a classifier needs: a decoder scores the last token of each text that is
 * none. Its end of a text, as is usual.
 */
export function missingPadding(config: object): number | undefined {
  const { pad_token_id: padding, eos_token_id: ends } = config as Record<string, unknown>;
  const [first] = familyOfConfig(config).architectures;
  if (typeof padding === "number" || !/(ForCausalLM|LMHeadModel)$/.test(first)) return undefined;
  const end: unknown = [ends].flat()[0];
  return typeof end === "number" ? end : 0;
}

/** Of how many of the classes a text may be: of one, or of any number. */
export type TextClassesProblem = "single_label_classification" | "multi_label_classification";

/**
 * The config.json of the same model with these classes of whole texts.
 *
 * @throws OptionError for a family that has no such class
 */
export function withTextClasses(
  config: object,
  labels: readonly string[],
  problem: TextClassesProblem,
): object {
  const { modelType, architectures } = familyOfConfig(config);
  const classifier = architectures.find((name) => name.endsWith(ending));
  if (classifier === undefined)
    throw new OptionError(
      `config.json: ${modelType} has no class for labels of texts, expected a family with one: ` +
        "BERT, DistilBERT, RoBERTa, ModernBERT, BART, GPT-2 or Llama, say",
    );
  const padding = missingPadding(config);
  const { num_labels: _, ...others } = config as { readonly num_labels?: unknown };
  return {
    ...others,
    architectures: [classifier],
    id2label: Object.fromEntries(labels.map((label, id) => [id, label])),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
    problem_type: problem,
    ...(padding === undefined ? {} : { pad_token_id: padding }),
  };
}
