import { forms } from "../models/families/file-weights.ts";
import { configOf, familyOf, modelFromConfig } from "../models/families/find-family.ts";
import { classifiesTexts, withTextClasses } from "../models/families/text-classes.ts";
import { type Encoder, isEncoder, type Model } from "../models/roles.ts";
import { Module } from "../module/module.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { describeValue } from "../options/describe-value.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { flag, oneOf } from "../options/fields.ts";
import { assign } from "../tensor/assign.ts";

const classifierOptions = defineOptions("textClassifier", {
  /** The head of a classifier of as many classes stays, and only their names are new. */
  keepHead: flag({ default: false }),
  /** Whether each text is of one class, or of any number of them: what its loss and its scores are made for. */
  problemType: oneOf(["single_label_classification", "multi_label_classification"], {
    default: "single_label_classification",
  }),
});

/** Options of `textClassifier`: whether a head stays, and whether a text may be of several classes. */
export type TextClassifierOptions = Given<typeof classifierOptions>;

/**
 * A model of the same family that tells these classes of texts apart, with the given model's values in all that both have:
 * what Hugging Face's AutoModelForSequenceClassification makes of a checkpoint of another class. Its head, and what else
 * the given model is without, is drawn. It is on the given model's device, in inference mode, and shares no memory with it.
 *
 * @throws OptionError for a family without such a class
 */
export function textClassifier(
  model: Model,
  labels: readonly string[],
  options: TextClassifierOptions = {},
): Encoder {
  expectInstance("textClassifier", "model", model, Module, "a model");
  if (!isTexts(labels) || labels.length === 0)
    throw new TypeError(
      `textClassifier: labels is ${describeValue(labels)}, expected an array of texts`,
    );
  const { keepHead, problemType } = classifierOptions.complete(options);
  const config = withTextClasses(configOf(model), labels, problemType);
  const made = modelFromConfig(config, { device: model.device }).eval();
  if (!isEncoder(made)) throw new TypeError(`${made.modelType}: a classifier is no ${made.role}`);
  const { prefix = "" } = familyOf(model).layout;
  const given = model.stateDict();
  // The scores of other classes are of no use to these.
  const others = classifiesTexts(configOf(model)) && !keepHead;
  const ofClasses = new Set(others ? headOf(model) : []);
  for (const [name, tensor] of made.stateDict()) {
    const twin = forms(name, prefix).find((form) => given.has(form) && !ofClasses.has(form));
    const value = twin === undefined ? undefined : given.get(twin)!;
    if (value?.shape.join() === tensor.shape.join()) assign(tensor, value!);
  }
  return made;
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

/** The names of the parameters behind the backbone of a classifier: its head's, and the pooler's in front of it. */
export function headParameters(model: Model): readonly string[] {
  const names = new Set(headOf(model));
  return [...model.namedParameters()]
    .map(([name]) => name)
    .filter((name) => names.has(name) || /(^|\.)pooler\./.test(name));
}

function headOf(model: Model): readonly string[] {
  const { prefix } = familyOf(model).layout;
  const names = [...model.namedParameters()].map(([name]) => name);
  return prefix === undefined ? [] : names.filter((name) => !name.startsWith(prefix));
}
