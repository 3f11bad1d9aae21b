import { type Decoder, isDecoder } from "../../models/roles.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import { RecipeError } from "../settings-error.ts";
import { HeldOutText } from "../text/held-out-text.ts";
import { sampleText } from "../text/sample-text.ts";
import { splitText, type TextSplit, tokensOf } from "../text/split-text.ts";
import { TextModel } from "../text/text-model.ts";
import { textLoss, textTrainer } from "../text/text-trainer.ts";
import { trainingRun } from "../training-run.ts";
import type { LearningModel } from "./base-model.ts";
import { type FineTuningSettings, fineTuningTable } from "./fine-tuning-settings.ts";
import type { FineTuningParts, FineTuningTask, LearningDescription } from "./fine-tuning-task.ts";

const smallestContext = 2;

/** Going on with a text, by a decoder. */
export const textsTask: FineTuningTask = {
  fit(parts) {
    const { description } = parts;
    const { tokenizer } = description;
    const { settings, split } = fitted(parts);
    const { batch, context, gradAccum } = settings;
    const { tokens, held } = { tokens: split.training.length, held: split.validation.length };
    return {
      ...{ settings, description, examplePrompt: undefined },
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
      learn(given, { signal, loss }, modelFiles) {
        const model = decoder(given);
        const heldOut = new HeldOutText(model, split, settings, signal);
        const trainer = textTrainer({
          ...{ model, tokens: split.training, settings },
          validationLoss: () => loss(heldOut, trainer.step),
        });
        const sample = (seed: number, stop: AbortSignal) =>
          sampleText(model, tokenizer, { seed: seed >>> 0, characters: 100, signal: stop });
        return trainingRun({
          ...{ model, trainer, heldOut, sample, modelFiles, tokens: textLoss },
          finalSamples: async (stop) => [await sample(settings.seed, stop)],
        });
      },
    };
  },

  open: ({ model, description, ...parts }) =>
    new TextModel(
      { ...parts, model: decoder(model), description: ofDecoder(description) },
      fineTuningTable.recipe,
    ),
};

function decoder(model: LearningModel): Decoder {
  if (isDecoder(model)) return model;
  throw new RecipeError(`the model is a ${model.role}, expected a decoder`);
}

function ofDecoder(description: LearningDescription) {
  if (description.role === "decoder") return description;
  throw new RecipeError(`a ${description.role} is described, expected a decoder`);
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
  requireKnown(ids, decoder(shape), tokenizer, data.source);
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
