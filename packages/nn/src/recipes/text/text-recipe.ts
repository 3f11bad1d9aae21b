import { metaDevice } from "../../device/meta-device.ts";
import type { DecoderDescription, TrainingRecord } from "../../model-folder/model-description.ts";
import { sizeOf } from "../../model-folder/shape-model.ts";
import { configOf } from "../../models/families/find-family.ts";
import { isDecoder } from "../../models/roles.ts";
import { CharacterTokenizer } from "../../tokenizers/character-tokenizer.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import { readyTraining } from "../ready-training.ts";
import type { PreparedTraining, Recipe, TrainingData } from "../recipe.ts";
import { RecipeError } from "../settings-error.ts";
import { newSettings, presetOf, resumedSettings } from "../settle-settings.ts";
import {
  checkedTraining,
  requireSameData,
  requireSameShape,
  requireSameVocabulary,
} from "../training-of.ts";
import { trainingRun, usualValidation } from "../training-run.ts";
import { HeldOutText } from "./held-out-text.ts";
import { sampleText } from "./sample-text.ts";
import { splitText, tokenKind } from "./split-text.ts";
import { TextModel } from "./text-model.ts";
import {
  decoderOf,
  readTextSettings,
  shapeOf,
  type TextSettings,
  textPresets,
  textTable,
} from "./text-settings.ts";
import { textLoss, textTrainer } from "./text-trainer.ts";

/** As many as there are characters in tiny Shakespeare. */
const usualCharacters = 65;

/** Going on with a text, character by character, as nanoGPT learns it, or by the tokens of a tokenizer that is given. */
export const textRecipe: Recipe = {
  name: textTable.recipe,
  ranges: textTable.ranges,
  presets: Object.keys(textPresets),

  plan(given) {
    const settings = newSettings(textTable, given);
    return {
      settings,
      prepare: (data, tokenizer = CharacterTokenizer.train(data.text)) =>
        prepared(settings, data, tokenizer),
    };
  },

  resume({ description, training, file }, given, run = "the run") {
    if (description.role !== "decoder") throw new RecipeError(`${run} is not of a GPT`);
    if (!training) throw new RecipeError(`${file} says nothing of a training to resume`);
    const stored = checkedTraining(training, readTextSettings);
    const settings = resumedSettings(textTable, stored.settings, given, run);
    const { tokenizer } = description;
    requireSameShape(description.config, described(settings, tokenizer).config, file);
    return {
      ...{ settings, data: stored.data },
      prepare(data) {
        requireSameData(data, stored.data, run);
        if (tokenizer instanceof CharacterTokenizer) {
          const trained = CharacterTokenizer.train(data.text);
          const where = { source: data.source, run };
          requireSameVocabulary(charactersOf(tokenizer), charactersOf(trained), where);
        }
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
    const model = decoderOf(settings, usualCharacters);
    return new TextModel({ model, description, settings, size: sizeOf(description) });
  },

  open({ description, model, size, training }) {
    if (description.role !== "decoder" || !isDecoder(model))
      throw new RecipeError("the recipe gpt is for decoders, and this is none");
    const record = training && checkedTraining(training, readTextSettings);
    const settings = record?.settings ?? textPresets.tiny;
    return new TextModel({ model, description, settings, size, training: record });
  },
};

/** By id. */
const charactersOf = (tokenizer: Tokenizer): readonly string[] =>
  Array.from({ length: tokenizer.vocabSize }, (_, id) => tokenizer.decode([id]));

function described(settings: TextSettings, tokenizer: Tokenizer): DecoderDescription {
  using shape = decoderOf(settings, tokenizer.vocabSize, { device: metaDevice() });
  return { role: "decoder", config: configOf(shape), tokenizer };
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
  const size = sizeOf(description);
  const newModel = () => {
    const model = decoderOf(settings, tokenizer.vocabSize);
    return new TextModel({ model, description, settings, size, training });
  };
  const { batch, context, gradAccum } = settings;
  return readyTraining({
    ...{
      settings,
      description,
      training,
      newModel,
      shape: shapeOf(settings),
      examplePrompt: undefined,
    },
    data: {
      ...{ kind: "text", exampleFile: "other.txt" },
      amounts: [
        [
          { count: tokens.length, of: `${tokenKind(tokenizer)} to train on` },
          { count: validation.length, of: "held out" },
          { count: tokenizer.vocabSize, of: "different ones" },
        ],
      ],
    },
    batch: { count: batch * context * gradAccum, of: "tokens a step" },
    start({ signal, loss } = usualValidation()) {
      const { model } = newModel();
      const heldOut = new HeldOutText(model, split, settings, signal);
      const validationLoss = (): Promise<number> => loss(heldOut, trainer.step);
      const trainer = textTrainer({ model, tokens, settings, validationLoss });
      return trainingRun({
        ...{ model, trainer, heldOut, tokens: textLoss },
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
  });
}
