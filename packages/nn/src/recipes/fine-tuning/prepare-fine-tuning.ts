import { adapterFiles } from "../../fine-tuning/adapter-files.ts";
import { fileNames } from "../../model-folder/file-names.ts";
import type { TrainingRecord } from "../../model-folder/model-description.ts";
import { describedModel, describedShape } from "../../model-folder/shape-model.ts";
import { weightsFile } from "../../model-folder/write-model-folder.ts";
import type { Model } from "../../models/roles.ts";
import { readyTraining } from "../ready-training.ts";
import type { PreparedTraining } from "../recipe.ts";
import { RecipeError } from "../settings-error.ts";
import { usualValidation } from "../training-run.ts";
import { type LearningModel, learnsOfTexts } from "./base-model.ts";
import { fineTuningTable } from "./fine-tuning-settings.ts";
import type { FineTuningParts, FineTuningTask } from "./fine-tuning-task.ts";
import { labelsTask } from "./labels/labels-task.ts";
import { checkParts, chooseParts, packParts } from "./learning-parts.ts";
import { textPairsTask } from "./pairs/text-pairs-task.ts";
import { textsTask } from "./texts-task.ts";

/** The folder in a run's own that holds its adapter alone. */
const adapterFolder = "adapter";

/** What is learnt, by the role of the model that learns it. */
export const tasks: Readonly<Record<LearningModel["role"], FineTuningTask>> = {
  decoder: textsTask,
  "encoder-decoder": textPairsTask,
  encoder: labelsTask,
};

/** A fine-tuning whose data and settings are known to fit the model; `base` is changed into what learns. */
export function prepareFineTuning(
  parts: FineTuningParts & {
    /** The model that is to learn, on the host, if it is there already; else one is made of the description. */
    readonly base?: LearningModel;
  },
): PreparedTraining {
  const { data, base: given } = parts;
  const task = tasks[parts.shape.role];
  const { settings, description, adopt, learn, ...fitted } = task.fit(parts);
  const described = describedShape(description);
  const shape = learning(described.model);
  const { size } = described;
  const footprint = checkParts(shape, settings, size);
  const { lora, base, quantize } = settings;
  const record: TrainingRecord = {
    ...{ recipe: fineTuningTable.recipe, settings },
    data: { source: data.source, sha256: data.sha256 },
  };
  const opened = (model: LearningModel) =>
    task.open({ model, description, settings, size, training: record });
  const make = () => {
    const model = learning(describedModel(description));
    packParts(model, settings);
    return model;
  };
  const starting = given && adopted(given, adopt);
  if (starting) packParts(starting, settings);
  const packed = quantize === "" ? "" : ` in front of ${quantize}`;
  return readyTraining({
    ...{ ...fitted, settings, description, training: record, footprint },
    ...(starting ? { model: starting } : {}),
    shape: `${opened(shape).shape}${lora > 0 ? `, adapters of rank ${lora}${packed}` : ""}, of ${base}`,
    newModel() {
      const model = make();
      chooseParts(model, settings);
      return opened(model);
    },
    start(hooks = usualValidation()) {
      const model = starting ?? make();
      chooseParts(model, settings);
      model.train();
      return learn(model, hooks, async (metadata) => {
        const whole = [fileNames.weights, await weightsFile(model, metadata)] as const;
        if (lora === 0) return new Map([whole]);
        const adapter = await adapterFiles(model, { baseModel: base });
        const named = [...adapter].map(
          ([name, bytes]) => [`${adapterFolder}/${name}`, bytes] as const,
        );
        return new Map([...named, whole]);
      });
    },
  });
}

function adopted(
  given: LearningModel,
  adopt: ((base: LearningModel) => LearningModel) | undefined,
): LearningModel {
  if (!adopt) return given;
  const model = adopt(given);
  given.dispose();
  return model;
}

function learning(model: Model): LearningModel {
  if (learnsOfTexts(model)) return model;
  throw new RecipeError(`the model is a ${model.role}, expected one of texts`);
}
