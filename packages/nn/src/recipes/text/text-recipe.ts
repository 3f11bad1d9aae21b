import type { DecoderDescription, TrainingRecord } from "../../model-folder/model-description.ts";
import { Gpt, gptConfig } from "../../models/families/gpt.ts";
import { isDecoder } from "../../models/roles.ts";
import { CharacterTokenizer } from "../../tokenizers/character-tokenizer.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import type { PreparedTraining, Recipe, TrainingData } from "../recipe.ts";
import { RecipeError } from "../settings-error.ts";
import { newSettings, presetOf, resumedSettings } from "../settle-settings.ts";
import { checkedTraining, requireSameData, requireSameShape } from "../training-of.ts";
import { trainingRun } from "../training-run.ts";
import { HeldOutText } from "./held-out-text.ts";
import { sampleText } from "./sample-text.ts";
import { splitText } from "./split-text.ts";
import { shapeOf, TextModel } from "./text-model.ts";
import {
  gptOf,
  readTextSettings,
  type TextSettings,
  textPresets,
  textTable,
} from "./text-settings.ts";
import { textTrainer } from "./text-trainer.ts";

/** As many as there are characters in tiny Shakespeare. */
const usualCharacters = 65;

/** Going on with a text, character by character, as nanoGPT learns it. */
export const textRecipe: Recipe = {
  name: textTable.recipe,
  ranges: textTable.ranges,
  presets: Object.keys(textPresets),

  plan(given) {
    const settings = newSettings(textTable, given);
    return {
      settings,
      prepare: (data) => prepared(settings, data, CharacterTokenizer.train(data.text)),
    };
  },

  resume({ description, training, file }, given, run = "the run") {
    if (description.role !== "decoder") throw new RecipeError(`${run} is not of a GPT`);
    if (!training) throw new RecipeError(`${file} says nothing of a training to resume`);
    const stored = checkedTraining(training, readTextSettings);
    const settings = resumedSettings(textTable, stored.settings, given, run);
    const { tokenizer } = description;
    requireSameShape(description.config, gptConfig(gptOf(settings, tokenizer.vocabSize)), file);
    return {
      ...{ settings, data: stored.data },
      prepare(data) {
        requireSameData(data, stored.data, run);
        return prepared(settings, data, tokenizer);
      },
    };
  },

  fresh(preset) {
    const settings = presetOf(textTable, preset);
    // A character of a private plane for each id: what they look like does not matter.
    const characters = Array.from({ length: usualCharacters }, (_, id) =>
      String.fromCodePoint(0x10000 + id),
    );
    const description = described(settings, new CharacterTokenizer(characters));
    return new TextModel({ model: new Gpt(description.config), description, settings });
  },

  open({ description, model, training }) {
    if (description.role !== "decoder" || !isDecoder(model))
      throw new RecipeError("the recipe gpt is for decoders, and this is none");
    const record = training && checkedTraining(training, readTextSettings);
    const settings = record?.settings ?? textPresets.tiny;
    return new TextModel({ model, description, settings, training: record });
  },
};

function described(settings: TextSettings, tokenizer: Tokenizer): DecoderDescription {
  const config = gptConfig(gptOf(settings, tokenizer.vocabSize));
  return { role: "decoder", config, tokenizer };
}

function prepared(
  settings: TextSettings,
  { text, source, sha256 }: TrainingData,
  tokenizer: Tokenizer,
): PreparedTraining {
  const split = splitText(text, tokenizer, settings.context);
  const { training: tokens, validation } = split;
  const description = described(settings, tokenizer);
  const training: TrainingRecord = {
    ...{ recipe: textTable.recipe, settings, data: { source, sha256 } },
  };
  const newModel = () =>
    new TextModel({ model: new Gpt(description.config), description, settings, training });
  const { batch, context, gradAccum } = settings;
  return {
    ...{
      settings,
      description,
      training,
      newModel,
      shape: shapeOf(description),
      examplePrompt: undefined,
    },
    data: {
      kind: "text",
      amounts: [
        [
          { count: tokens.length, of: "characters to train on" },
          { count: validation.length, of: "held out" },
          { count: tokenizer.vocabSize, of: "different ones" },
        ],
      ],
    },
    batch: { count: batch * context * gradAccum, of: "tokens a step" },
    start({ signal, loss }) {
      const { model } = newModel();
      const heldOut = new HeldOutText(model, split, settings, signal);
      const validationLoss = (): Promise<number> => loss(heldOut, trainer.step);
      const trainer = textTrainer({ model, tokens, settings, validationLoss });
      return trainingRun({
        ...{ trainer, heldOut },
        sample: (seed, stop) =>
          sampleText(model, tokenizer, { seed, characters: 200, signal: stop }),
        async finalSamples(stop) {
          const samples = [];
          for (const seed of [settings.seed, settings.seed + 1]) {
            const options = { seed: seed >>> 0, characters: 300, signal: stop };
            samples.push(await sampleText(model, tokenizer, options));
          }
          return samples;
        },
      });
    },
  };
}
