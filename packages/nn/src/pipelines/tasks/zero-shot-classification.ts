import { flag, passing, text } from "../../options/fields.ts";
import { isTextOrTexts } from "../../options/kinds-of-values.ts";
import { OptionError } from "../../options/option-error.ts";
import { labelsOf } from "../labels/label-scores.ts";
import { ranked, softmaxRow } from "../labels/softmax-row.ts";
import { defineTask } from "../task.ts";
import { encodeTexts } from "../texts/encode-texts.ts";
import { encoderOutputs, forwardTexts } from "../texts/forward-texts.ts";
import { expectInputText, tokenizerOf } from "../texts/text-input.ts";

const name = "zero-shot-classification";

/** Labels of a text, the likeliest first. */
export interface ZeroShotLabels {
  readonly sequence: string;
  readonly labels: readonly string[];
  readonly scores: readonly number[];
}

/** How likely each of any labels is, by a model that tells whether one text follows from another. Yin et al., arXiv:1909.00161. */
export const zeroShotClassification = defineTask({
  name,
  description: "Which of any labels fit a text",
  inputKind: "text",
  fields: {
    /** The labels to choose among: a list, or a text with commas between them. */
    candidateLabels: passing<string | readonly string[]>(isTextOrTexts, {
      ...{ optional: true, expected: "a list of labels" },
    }),
    /** A sentence that makes of a label what may follow from the text; {} stands for the label. */
    hypothesisTemplate: text({ default: "This example is {}." }),
    /** Several labels may be right: each has a probability of its own. */
    multiLabel: flag({ default: false }),
  },
  flags: {
    candidateLabels: "The labels to choose among, with commas between",
    hypothesisTemplate: "A sentence about the text, with {} for the label",
    multiLabel: "Several labels may be right, each by itself",
  },
  fits: /^(?!Wav2Vec2|Whisper|AST).*ForSequenceClassification$/,
  expect: (model) => void tokenizerOf(name, model),
  async run(model, inputs: readonly string[], settings): Promise<readonly ZeroShotLabels[]> {
    const { hypothesisTemplate, multiLabel } = settings;
    const candidates = candidatesOf(settings.candidateLabels);
    if (!hypothesisTemplate.includes("{}"))
      throw new OptionError(
        `${name}: hypothesisTemplate is ${JSON.stringify(hypothesisTemplate)}, expected {} in the place of the label`,
      );
    for (const input of inputs) expectInputText(name, "an input", input);
    const pairs = inputs.flatMap((input) =>
      candidates.map((label) => ({
        text: input,
        pair: hypothesisTemplate.replaceAll("{}", () => label),
      })),
    );
    const encodings = encodeTexts(name, model, pairs, { cut: "onlyFirst" });
    const rows = await forwardTexts(model, encodings, settings, (given) => [
      encoderOutputs(model, given).logits!,
    ]);
    const meanings = meaningsOf(labelsOf(name, model.model));
    return inputs.map((sequence, i) => {
      const own = rows.slice(i * candidates.length, (i + 1) * candidates.length);
      const logits = own.map(([row]) => row!);
      const scores =
        multiLabel || candidates.length === 1
          ? apart(logits, meanings)
          : together(logits, meanings);
      const order = lastFirst(scores);
      return {
        sequence,
        labels: order.map((k) => candidates[k]!),
        scores: order.map((k) => scores[k]!),
      };
    });
  },
});

function candidatesOf(given: string | readonly string[] | undefined): readonly string[] {
  const list = typeof given === "string" ? given.split(",").map((one) => one.trim()) : given;
  const labels = list?.filter((label) => label !== "") ?? [];
  if (labels.length > 0) return labels;
  throw new OptionError(`${name}: candidateLabels are missing, expected at least one label`);
}

interface Meanings {
  readonly entailment: number;
  readonly contradiction: number;
}

/** Which of a model's labels say that a text follows from another, and that it does not: as transformers finds them. */
function meaningsOf(labels: readonly string[]): Meanings {
  const found = labels.findIndex((label) => label.toLowerCase().startsWith("entail"));
  const entailment = found < 0 ? labels.length - 1 : found;
  return { entailment, contradiction: found === 0 ? labels.length - 1 : 0 };
}

/** Of each label by itself: that it follows, against that it does not. */
const apart = (rows: readonly Float32Array[], { entailment, contradiction }: Meanings): number[] =>
  rows.map((row) => softmaxRow([row[contradiction]!, row[entailment]!])[1]!);

const together = (rows: readonly Float32Array[], { entailment }: Meanings): number[] => [
  ...softmaxRow(rows.map((row) => row[entailment]!)),
];

/** Largest first; of equal ones the later first. */
const lastFirst = (scores: readonly number[]): readonly number[] =>
  ranked([...scores].reverse()).map((i) => scores.length - 1 - i);
