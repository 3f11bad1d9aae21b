import { DataLoader } from "../../../data/data-loader.ts";
import { textClassifier } from "../../../fine-tuning/text-classifier.ts";
import { fileNames } from "../../../model-folder/file-names.ts";
import type { EncoderDescription } from "../../../model-folder/model-description.ts";
import {
  missingPadding,
  type TextClassesProblem,
  withTextClasses,
} from "../../../models/families/text-classes.ts";
import type { Encoder } from "../../../models/roles.ts";
import { cosineSchedule } from "../../../optim/lr-scheduler/schedules.ts";
import { jsonFile } from "../../../pretrained/json-file.ts";
import { defaultGenerator, manualSeed } from "../../../random/generator.ts";
import { Trainer } from "../../../training/trainer.ts";
import { HeldOutScores } from "../../held-out-scores.ts";
import type { TrainingData } from "../../recipe.ts";
import type { Row } from "../../rows/read-rows.ts";
import type { OutputPair } from "../../sample.ts";
import { RecipeError } from "../../settings-error.ts";
import { splitTenth } from "../../split-tenth.ts";
import { trainerOptions } from "../../trainer-options.ts";
import { trainingRun } from "../../training-run.ts";
import { type LearningModel, vocabularyOf } from "../base-model.ts";
import type { FineTuningSettings } from "../fine-tuning-settings.ts";
import type { FineTuningTask, LearningDescription } from "../fine-tuning-task.ts";
import { type Classes, classesFor, type Told, toldBy } from "./classes.ts";
import { encodeLabels, type LabelledText, labelRows, toldText } from "./encode-labels.ts";
import { type LabelBatching, labelBatch } from "./label-batch.ts";
import { LabelsModel, paddingOf } from "./labels-model.ts";
import { scoreLabels } from "./score-labels.ts";

/** How many texts are shown with what was told of them. */
const examples = 5;

/** Telling the class of each text, any number of classes, or a number, by an encoder. */
export const labelsTask: FineTuningTask = {
  fit({ settings, description: given, data, shape }) {
    const { batch, context, gradAccum, evalBatches, columns, seed } = settings;
    const rows = labelRows(data.text, data.source, columns);
    const own = toldBy(encoder(shape), given.config);
    const classes = own?.kind === "number" ? undefined : classesOf(rows, own, given.config, data);
    const told: Told = classes ?? { kind: "number" };
    const description = described(ofEncoder(given), classes);
    const { texts, cut } = encodeLabels(rows, description, told, {
      ...{ name: data.source, most: context, vocabSize: vocabularyOf(shape) },
    });
    const split = splitTenth(texts, { keyOf: ({ text }) => text, name: data.source, key: "text" });
    return {
      ...{ settings, description, examplePrompt: split.heldOut[0]!.text },
      data: {
        ...{ kind: "labels", exampleFile: "other.csv" },
        amounts: [
          [
            { count: split.training.length, of: "to train on" },
            { count: split.heldOut.length, of: "held out" },
            ...(classes
              ? [{ count: classes.labels.length, of: `classes${wordsOf(classes)}` }]
              : []),
          ],
          ...(cut > 0 ? [[{ count: cut, of: `texts cut to ${context} tokens` }]] : []),
        ],
      },
      batch: { count: batch * gradAccum, of: "texts a step" },
      adopt:
        classes && classes.head !== "kept" ? (base) => adopted(base, classes, seed) : undefined,
      learn(learner, { signal, loss }, modelFiles) {
        const model = encoder(learner);
        const paddingIdx = paddingOf(description.config);
        const batching: LabelBatching = { model, paddingIdx, told };
        const scoring = { ...batching, batchSize: batch, signal };
        const some = split.heldOut.slice(0, evalBatches === 0 ? undefined : evalBatches * batch);
        const shown = async (some: readonly LabelledText[]) => {
          const { told: ids } = await scoreLabels(some, scoring);
          return {
            kind: "pairs",
            pairs: some.map((one, i) => pairOf(one, ids[i]!, told)),
          } as const;
        };
        const heldOut = new HeldOutScores({
          signal,
          loss: async () => (await scoreLabels(some, scoring)).score.loss,
          score: async (onProgress) =>
            (await scoreLabels(split.heldOut, { ...scoring, ...(onProgress && { onProgress }) }))
              .score,
        });
        const validationLoss = (): Promise<number> => loss(heldOut, trainer.step);
        const trainer = labelsTrainer(split.training, batching, settings, validationLoss);
        return trainingRun({
          ...{ model, trainer, heldOut, modelFiles },
          sample: () => shown(split.heldOut.slice(0, 3)),
          finalSamples: async () => [await shown(split.heldOut.slice(0, examples))],
        });
      },
    };
  },

  open: ({ model, description, ...parts }) =>
    new LabelsModel({ ...parts, model: encoder(model), description: ofEncoder(description) }),
};

/** A model that lacks an id of padding is described anew, though its head stays. */
function classesOf(
  rows: readonly Row[],
  told: Told | undefined,
  config: object,
  { source }: TrainingData,
): Classes {
  const classes = classesFor(rows, told, source);
  const anew = classes.head === "kept" && missingPadding(config) !== undefined;
  return anew ? { ...classes, head: "named" } : classes;
}

const wordsOf = ({ kind, head }: Classes): string =>
  `${kind === "several" ? ", any number of a text" : ""}${headWords[head]}`;

const headWords = {
  kept: "",
  named: ", named as in the data",
  new: ", told by a new head",
} as const satisfies Record<Classes["head"], string>;

function encoder(model: LearningModel): Encoder {
  if (model.role === "encoder") return model;
  throw new RecipeError(`the model is a ${model.role}, expected an encoder`);
}

function ofEncoder(description: LearningDescription): EncoderDescription {
  if (description.role === "encoder") return description;
  throw new RecipeError(`a ${description.role} is described, expected an encoder`);
}

/** With the classes of the data in config.json, where the model's own are others. */
function described(given: EncoderDescription, classes: Classes | undefined): EncoderDescription {
  if (!classes || classes.head === "kept") return given;
  const config = withTextClasses(given.config, classes.labels, problemOf(classes));
  const { published, stored: _, ...kept } = given; // of the other model
  if (!published?.has(fileNames.config)) return { ...kept, config };
  const file = jsonFile({ ...config, dtype: "float32" });
  return { ...kept, config, published: new Map([...published, [fileNames.config, file]]) };
}

const problemOf = ({ kind }: Classes): TextClassesProblem =>
  kind === "several" ? "multi_label_classification" : "single_label_classification";

/** A model with these classes and a given one's values; a head that only gets names keeps its own. */
function adopted(base: LearningModel, classes: Classes, seed: number): Encoder {
  const { labels, head } = classes;
  const { state } = defaultGenerator;
  manualSeed(seed); // a new head is the same for every run of this seed
  try {
    return textClassifier(base, labels, {
      ...{ keepHead: head === "named", problemType: problemOf(classes) },
    });
  } finally {
    defaultGenerator.state = state;
  }
}

function labelsTrainer(
  texts: readonly LabelledText[],
  batching: LabelBatching,
  settings: FineTuningSettings,
  validationLoss: () => Promise<number>,
): Trainer<ReturnType<typeof labelBatch>> {
  const { batch, seed, lr, minLr, warmup, steps } = settings;
  const { model } = batching;
  const tokens = texts.reduce((sum, { ids }) => sum + ids.length, 0);
  return new Trainer<ReturnType<typeof labelBatch>>({
    ...trainerOptions(model, settings, validationLoss),
    data: new DataLoader<LabelledText, ReturnType<typeof labelBatch>>(texts, {
      ...{ batchSize: batch, shuffle: true, seed },
      collate: (some) => labelBatch(some, batching),
    }),
    loss: (inputs) => model.forwardNamed(inputs).loss!,
    targetsIn: ({ labels }) => labels.size,
    schedule: cosineSchedule({ peak: lr, minimum: minLr, warmup, steps }),
    tokensPerBatch: (batch * tokens) / texts.length,
  });
}

function pairOf(
  { text, told: target }: LabelledText,
  labels: readonly number[],
  told: Told,
): OutputPair {
  const output = toldText(told, labels, 3);
  const shown = (names: string): string => (names === "" ? "(no label)" : names);
  return { source: text, target: shown(target), output: shown(output), exact: output === target };
}
