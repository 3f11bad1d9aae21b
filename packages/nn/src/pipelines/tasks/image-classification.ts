import type { Encoder } from "../../models/roles.ts";
import { imageProcessor } from "../../preprocessing/images/image-processor.ts";
import { forwardInputs } from "../forward-inputs.ts";
import { type LabelScore, labelScores, labelsOf } from "../labels/label-scores.ts";
import { type PictureInput, pictureOf } from "../pictures/picture-input.ts";
import { preprocessorConfigOf } from "../preprocessor-config.ts";
import { defineTask } from "../task.ts";
import type { TaskModel } from "../task-model.ts";
import { fewLabels, fewLabelsFlags } from "./few-labels.ts";

const name = "image-classification";

const processorOf = (model: TaskModel) =>
  imageProcessor(preprocessorConfigOf(name, model, "image_processor"));

/** What a picture shows: its likeliest labels. */
export const imageClassification = defineTask({
  name,
  description: "What a picture shows",
  inputKind: "image",
  fields: fewLabels,
  flags: fewLabelsFlags,
  fits: /ForImageClassification(WithTeacher)?$/,
  expect: (model) => void processorOf(model),
  async run(model, inputs: readonly PictureInput[], settings): Promise<readonly LabelScore[][]> {
    const processor = processorOf(model);
    const labels = labelsOf(name, model.model);
    const made = [];
    for (const input of inputs)
      made.push(processor.process([await pictureOf(name, input, model, settings.signal)]));
    const rows = await forwardInputs(model.model as Encoder, made, "logits", settings);
    const several =
      model.config.problem_type === "multi_label_classification" || labels.length === 1;
    const chosen = settings.functionToApply ?? (several ? "sigmoid" : "softmax");
    return rows.map(({ values }) => labelScores(values, labels, chosen, settings.topK));
  },
});
