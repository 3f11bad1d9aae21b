import type { Encoder } from "../../models/roles.ts";
import { soundFeatureExtractor } from "../../preprocessing/sound/read-feature-extractor.ts";
import { forwardInputs } from "../forward-inputs.ts";
import { type LabelScore, labelScores, labelsOf } from "../labels/label-scores.ts";
import { preprocessorConfigOf } from "../preprocessor-config.ts";
import { type SoundInput, soundOf } from "../sounds/sound-input.ts";
import { defineTask } from "../task.ts";
import type { TaskModel } from "../task-model.ts";
import { fewLabels, fewLabelsFlags } from "./few-labels.ts";

const name = "audio-classification";

const extractorOf = (model: TaskModel) =>
  soundFeatureExtractor(preprocessorConfigOf(name, model, "feature_extractor"));

/** What a sound is: its likeliest labels. */
export const audioClassification = defineTask({
  name,
  description: "What a sound is",
  inputKind: "audio",
  fields: fewLabels,
  flags: fewLabelsFlags,
  fits: /ForAudioClassification$|^Wav2Vec2ForSequenceClassification$/,
  expect: (model) => void extractorOf(model),
  async run(model, inputs: readonly SoundInput[], settings): Promise<readonly LabelScore[][]> {
    const extractor = extractorOf(model);
    const labels = labelsOf(name, model.model);
    const made = [];
    for (const input of inputs) {
      const sound = await soundOf(name, input, extractor.sampleRate, model, settings.signal);
      // Each sound is a row of its own, so a mask would hide nothing.
      const { attention_mask: _, ...features } = extractor.extract([sound]);
      made.push(features);
    }
    const rows = await forwardInputs(model.model as Encoder, made, "logits", settings);
    const chosen = settings.functionToApply ?? "softmax";
    return rows.map(({ values }) => labelScores(values, labels, chosen, settings.topK));
  },
});
