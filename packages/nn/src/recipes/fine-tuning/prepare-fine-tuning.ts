import { adapterFiles } from "../../fine-tuning/adapter-files.ts";
import { fileNames } from "../../model-folder/file-names.ts";
import type { DecoderDescription, TrainingRecord } from "../../model-folder/model-description.ts";
import { sizeOf } from "../../model-folder/shape-model.ts";
import { weightsFile } from "../../model-folder/write-model-folder.ts";
import { modelFromConfig } from "../../models/families/find-family.ts";
import { type Decoder, isDecoder } from "../../models/roles.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import type { PreparedTraining, TrainingData } from "../recipe.ts";
import { RecipeError } from "../settings-error.ts";
import { HeldOutText } from "../text/held-out-text.ts";
import { sampleText } from "../text/sample-text.ts";
import { splitText, type TextSplit, tokensOf } from "../text/split-text.ts";
import { TextModel } from "../text/text-model.ts";
import { textTrainer } from "../text/text-trainer.ts";
import { trainingRun, usualValidation } from "../training-run.ts";
import { type FineTuningSettings, fineTuningTable } from "./fine-tuning-settings.ts";
import { checkParts, chooseParts } from "./learning-parts.ts";

/** The folder in a run's own that holds its adapter alone. */
const adapterFolder = "adapter";

const smallestContext = 2;

export interface FineTuningParts {
  readonly settings: FineTuningSettings;
  readonly description: DecoderDescription;
  readonly data: TrainingData;
  /** A model of the same shape: its values do not matter. */
  readonly shape: Decoder;
  /** Whether the context is what it is; otherwise a short text has a shorter one. */
  readonly fixed: boolean;
  /** The model that is to learn, on the device where it does. */
  readonly take: () => Decoder;
}

/** A fine-tuning whose data and settings are known to fit the model. */
export function prepareFineTuning(parts: FineTuningParts): PreparedTraining {
  const { description, data, shape, take } = parts;
  const { tokenizer, config } = description;
  const { settings, split } = fitted(parts);
  const size = sizeOf(description);
  const footprint = checkParts(shape, settings, size);
  const { batch, context, gradAccum, lora, base } = settings;
  const record: TrainingRecord = {
    ...{ recipe: fineTuningTable.recipe, settings },
    data: { source: data.source, sha256: data.sha256 },
  };
  const opened = (model: Decoder) =>
    new TextModel({ model, description, settings, size, training: record }, record.recipe);
  const { tokens, held } = { tokens: split.training.length, held: split.validation.length };
  return {
    ...{ settings, description, training: record, footprint, examplePrompt: undefined },
    shape: `${opened(shape).shape}${lora > 0 ? `, adapters of rank ${lora}` : ""}, of ${base}`,
    data: {
      ...{ kind: "text", exampleFile: "other.txt" },
      amounts: [
        [
          { count: tokens, of: "tokens to train on" },
          { count: held, of: "held out" },
          { count: tokenizer.vocabSize, of: "in the vocabulary" },
        ],
      ],
    },
    batch: { count: batch * context * gradAccum, of: "tokens a step" },
    newModel() {
      const model = modelFromConfig(config);
      if (!isDecoder(model)) throw new RecipeError(`the model is a ${model.role}, no decoder`);
      chooseParts(model, settings);
      return opened(model);
    },
    start({ signal, loss } = usualValidation()) {
      const model = take();
      chooseParts(model, settings);
      model.train();
      const heldOut = new HeldOutText(model, split, settings, signal);
      const trainer = textTrainer({
        ...{ model, tokens: split.training, settings },
        validationLoss: () => loss(heldOut, trainer.step),
      });
      const sample = (seed: number, stop: AbortSignal) =>
        sampleText(model, tokenizer, { seed: seed >>> 0, characters: 100, signal: stop });
      return trainingRun({
        ...{ model, trainer, heldOut, sample },
        finalSamples: async (stop) => [await sample(settings.seed, stop)],
        async modelFiles(metadata) {
          const whole = [fileNames.weights, await weightsFile(model, metadata)] as const;
          if (lora === 0) return new Map([whole]);
          const adapter = await adapterFiles(model, { baseModel: base });
          const named = [...adapter].map(
            ([name, bytes]) => [`${adapterFolder}/${name}`, bytes] as const,
          );
          return new Map([...named, whole]);
        },
      });
    },
  };
}

/** The text in two parts, with the context that it has room for where nobody said which. */
function fitted({ settings, description, data, shape, fixed }: FineTuningParts): {
  readonly settings: FineTuningSettings;
  readonly split: TextSplit;
} {
  const { tokenizer } = description;
  if (data.text === "")
    throw new RecipeError(`${data.source} is empty, expected a text to learn from`);
  const ids = tokenizer.encode(data.text, { addSpecialTokens: false });
  requireKnown(ids, shape, tokenizer, data.source);
  const room = Math.floor(ids.length * 0.9) - 1;
  const context = fixed
    ? settings.context
    : Math.max(smallestContext, Math.min(settings.context, room));
  return {
    settings: { ...settings, context },
    split: splitText(data.text, tokenizer, context, ids),
  };
}

/** Throw for a token that the model has no row for. */
function requireKnown(
  ids: Int32Array,
  { vocabSize }: Decoder,
  tokenizer: Tokenizer,
  source: string,
): void {
  const at = ids.findIndex((id) => id >= vocabSize);
  if (at >= 0)
    throw new RecipeError(
      `${source}: token ${at} of ${tokensOf(ids.length, tokenizer)} has the id ${ids[at]}, ` +
        `but the model has ${vocabSize}; the tokenizer is not the model's`,
    );
}
