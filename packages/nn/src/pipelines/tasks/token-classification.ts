import { describeValue } from "../../options/describe-value.ts";
import { flag, integer, oneOf, passing, text } from "../../options/fields.ts";
import { OptionError } from "../../options/option-error.ts";
import type { Encoding } from "../../tokenizers/encoding/encoding.ts";
import {
  aggregations,
  type EntityGroup,
  groupEntities,
  type LabelledSpan,
  labelledTokens,
  labelledWords,
  withoutOverlaps,
} from "../entities/group-entities.ts";
import { type TaggedText, taggedTokens } from "../entities/tagged-tokens.ts";
import { labelsOf } from "../labels/label-scores.ts";
import { defineTask } from "../task.ts";
import type { ReadyModel } from "../task-model.ts";
import { longestText, positionsOf } from "../texts/encode-texts.ts";
import { encoderOutputs, forwardTexts } from "../texts/forward-texts.ts";
import { expectInputText, tokenizerOf } from "../texts/text-input.ts";

const name = "token-classification";

/** A token with its label, as Hugging Face calls its parts; start and end count code points. */
export interface LabelledToken extends LabelledSpan {
  /** Its place among the tokens of the text. */
  readonly index: number;
}

/** The tokens of a text that have a label, or with an aggregation the entities that they are of. */
export type Entities = readonly LabelledToken[] | readonly EntityGroup[];

const isLabels = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

export const tokenClassification = defineTask({
  name,
  description: "Names and other entities in a text",
  inputKind: "text",
  fields: {
    /** How tokens become entities: by their tags, or by those of their words. */
    aggregationStrategy: oneOf(aggregations, { default: "none" }),
    /** Labels that are not told. */
    ignoreLabels: passing<readonly string[]>(isLabels, {
      ...{ default: ["O"], expected: "a list of labels" },
    }),
    /** Tokens that the windows of a long text have in common; the text is cut to one window unless given. */
    stride: integer({ from: 0, optional: true }),
    /** Inputs are lists of words. */
    isSplitIntoWords: flag({ default: false }),
    /** What stands between the words of such a list. */
    delimiter: text({ default: " " }),
  },
  flags: {
    aggregationStrategy: `How tokens become entities: ${aggregations.join(", ")}`,
    ignoreLabels: "Labels that are not told, with commas between; O unless given",
    stride: "Tokens that the windows of a long text have in common; one window unless given",
  },
  fits: /ForTokenClassification$/,
  expect: (model) => void tokenizerOf(name, model),
  isOneInput: (_, { isSplitIntoWords }) => isSplitIntoWords,
  async run(model, inputs: readonly (string | readonly string[])[], settings) {
    const { aggregationStrategy, stride, ignoreLabels } = settings;
    if (stride !== undefined && aggregationStrategy === "none")
      throw new OptionError(
        `${name}: stride is given with aggregationStrategy "none", expected another one: windows are put together by their entities`,
      );
    const tokenizer = tokenizerOf(name, model);
    const naming = { tokenizer, labels: labelsOf(name, model.model) };
    const texts = inputs.map((input) => wholeText(input, settings));
    const windows = texts.map(({ given }) => windowsOf(model, given, stride));
    const rows = await forwardTexts(model, windows.flat(), settings, (given) => [
      encoderOutputs(model, given).logits!,
    ]);
    const told = (label: string) => !ignoreLabels.includes(label);
    let done = 0;
    return windows.map((encodings, i): Entities => {
      const tokens = encodings.map((encoding) =>
        taggedTokens(texts[i]!, encoding, rows[done++]![0]!, naming),
      );
      if (aggregationStrategy === "none")
        return tokens
          .flatMap((own) => labelledTokens(own, naming))
          .filter((one) => told(one.entity));
      const found = tokens
        .map((own) =>
          aggregationStrategy === "simple"
            ? labelledTokens(own, naming)
            : labelledWords(own, aggregationStrategy, naming),
        )
        .flatMap((spans) => groupEntities(spans, naming))
        .filter((one) => told(one.entity_group));
      return encodings.length > 1 ? withoutOverlaps(found) : found;
    });
  },
});

interface Splitting {
  readonly isSplitIntoWords: boolean;
  readonly delimiter: string;
}

/** A text, or words that make one. */
function wholeText(
  input: string | readonly string[],
  { isSplitIntoWords, delimiter }: Splitting,
): TaggedText & { readonly given: string | readonly string[] } {
  if (!isSplitIntoWords) {
    expectInputText(name, "an input", input);
    return { given: input, characters: [...input] };
  }
  if (!Array.isArray(input) || input.some((word) => typeof word !== "string"))
    throw new TypeError(
      `${name}: an input is ${describeValue(input)}, expected a list of words, for isSplitIntoWords is true`,
    );
  const lengths = input.map((word: string) => [...word].length + [...delimiter].length);
  const wordStarts = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, one) => sum + one, 0));
  return { given: input, characters: [...input.join(delimiter)], wordStarts };
}

/** A text in windows that the model takes; without a stride the first of them. */
function windowsOf(
  model: ReadyModel,
  text: string | readonly string[],
  stride: number | undefined,
): readonly Encoding[] {
  const tokenizer = tokenizerOf(name, model);
  const longest = longestText(model);
  const limit = stride === undefined ? tokenizer.config.modelMaxLength : longest;
  const truncation =
    limit === undefined ? {} : { truncation: { maxLength: limit, stride: stride ?? 0 } };
  const encoding = tokenizer.encoding(text, truncation);
  if (encoding.length > positionsOf(model))
    throw new RangeError(
      `${name}: a text has ${encoding.length} tokens, and the model takes ${positionsOf(model)} at most; cut it, or set a stride`,
    );
  return stride === undefined ? [encoding] : [encoding, ...encoding.overflowing];
}
