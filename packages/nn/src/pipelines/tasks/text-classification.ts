import {
  type LabelScore,
  labelFields,
  labelFlags,
  labelScores,
  labelsOf,
  usualFunction,
} from "../labels/label-scores.ts";
import { defineTask } from "../task.ts";
import { encodeTexts, encodingFields, encodingFlags } from "../texts/encode-texts.ts";
import { encoderOutputs, forwardTexts } from "../texts/forward-texts.ts";
import { type TextOrPair, textOrPair, tokenizerOf } from "../texts/text-input.ts";

const name = "text-classification";

/** The label of a text, or of two that are seen together. */
export const textClassification = defineTask({
  name,
  description: "The label of a text, or of a pair of texts",
  inputKind: "text",
  fields: { ...labelFields, ...encodingFields },
  flags: { ...labelFlags, ...encodingFlags },
  inputFlags: { pair: "A second text, which the model sees beside each input" },
  inputOf: (text, { pair }): TextOrPair => (pair === undefined ? text : { text, pair }),
  fits: /^(?!Wav2Vec2|Whisper|AST).*ForSequenceClassification$/,
  expect: (model) => void tokenizerOf(name, model),
  async run(model, inputs: readonly TextOrPair[], settings): Promise<readonly LabelScore[][]> {
    const texts = inputs.map((input) => textOrPair(name, input));
    const encodings = encodeTexts(name, model, texts, settings);
    const rows = await forwardTexts(model, encodings, settings, (given) => [
      encoderOutputs(model, given).logits!,
    ]);
    const labels = labelsOf(name, model.model);
    const { problem_type: problem } = model.config;
    const chosen = settings.functionToApply ?? usualFunction(problem, labels.length);
    return rows.map(([logits]) => labelScores(logits!, labels, chosen, settings.topK));
  },
});
