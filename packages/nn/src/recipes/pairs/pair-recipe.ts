import { metaDevice } from "../../device/meta-device.ts";
import type {
  DataRecord,
  EncoderDecoderDescription,
  TrainingRecord,
} from "../../model-folder/model-description.ts";
import { sizeOf } from "../../model-folder/shape-model.ts";
import { Seq2Seq } from "../../models/encoder-decoder/seq2seq.ts";
import { configOf } from "../../models/families/find-family.ts";
import { isEncoderDecoder } from "../../models/roles.ts";
import { PairVocabularies } from "../../tokenizers/pair-vocabularies.ts";
import { SymbolVocabulary } from "../../tokenizers/symbol-vocabulary.ts";
import { type SymbolPair, separatorOf } from "../../tokenizers/symbols.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import { readyTraining } from "../ready-training.ts";
import type { PreparedTraining, Recipe } from "../recipe.ts";
import { RecipeError } from "../settings-error.ts";
import { newSettings, presetOf, resumedSettings } from "../settle-settings.ts";
import {
  checkedTraining,
  requireSameData,
  requireSameShape,
  requireSameVocabulary,
} from "../training-of.ts";
import { trainingRun, usualValidation } from "../training-run.ts";
import { HeldOutPairs } from "./held-out-pairs.ts";
import { PairModel } from "./pair-model.ts";
import { outputPairs, pairSamples } from "./pair-samples.ts";
import {
  type PairSettings,
  pairPresets,
  pairTable,
  readPairSettings,
  seq2seqOf,
  shapeOf,
} from "./pair-settings.ts";
import { pairLoss, pairTrainer } from "./pair-trainer.ts";
import { parsePairs } from "./parse-pairs.ts";
import { scorePairs } from "./score-pairs.ts";
import { type PairSplit, splitPairs } from "./split-pairs.ts";

/** Of a fresh model's vocabulary, and of its longest target. */
const [usualSymbols, usualLength] = [20, 12];

/** Turning sources into targets, learnt from pairs of them. */
export const pairRecipe: Recipe = {
  name: pairTable.recipe,
  ranges: pairTable.ranges,
  presets: Object.keys(pairPresets),

  plan(given) {
    const settings = newSettings(pairTable, given);
    return {
      settings,
      prepare({ text, source, sha256 }, tokenizer) {
        refuseTokenizer(tokenizer);
        const separator = separatorOf(text);
        const pairs = parsePairs(text, separator, source);
        const split = splitPairs(pairs, source);
        const vocabularies = PairVocabularies.train(split.training, separator);
        const longest = pairs.reduce((most, { target }) => Math.max(most, target.length), 1);
        const description = described(settings, vocabularies, longest);
        return prepared(settings, { source, sha256 }, description, split);
      },
    };
  },

  resume({ description, training, file }, given, run = "the run") {
    if (!description.vocabularies) throw new RecipeError(`${run} is not of an encoder-decoder`);
    if (!training) throw new RecipeError(`${file} says nothing of a training to resume`);
    const stored = checkedTraining(training, readPairSettings);
    const settings = resumedSettings(pairTable, stored.settings, given, run);
    const { vocabularies } = description;
    const made = described(settings, vocabularies, description.longestTarget);
    requireSameShape(description.config, made.config, file);
    return {
      ...{ settings, data: stored.data },
      prepare({ text, source, sha256 }, tokenizer) {
        refuseTokenizer(tokenizer);
        requireSameData({ source, sha256 }, stored.data, run);
        const split = splitPairs(parsePairs(text, vocabularies.separator, source), source);
        const trained = PairVocabularies.train(split.training, vocabularies.separator);
        for (const side of ["source", "target"] as const)
          requireSameVocabulary(vocabularies[side].symbols, trained[side].symbols, { source, run });
        return prepared(settings, { source, sha256 }, description, split);
      },
    };
  },

  fresh(preset) {
    const settings = presetOf(pairTable, preset);
    const symbols = Array.from({ length: usualSymbols }, (_, i) => `s${i}`);
    const vocabulary = new SymbolVocabulary(symbols);
    const vocabularies = new PairVocabularies(" ", vocabulary, vocabulary);
    const description = described(settings, vocabularies, usualLength);
    const model = new Seq2Seq(seq2seqOf(settings, vocabularies));
    return new PairModel({ model, description, settings, size: sizeOf(description) });
  },

  open({ description, model, size, training }) {
    if (!description.vocabularies || !isEncoderDecoder(model))
      throw new RecipeError("the recipe seq2seq is for encoder-decoders, and this is none");
    const record = training && checkedTraining(training, readPairSettings);
    const settings = record?.settings ?? pairPresets.pairs;
    return new PairModel({ model, description, settings, size, training: record });
  },
};

function described(
  settings: PairSettings,
  vocabularies: PairVocabularies,
  longestTarget: number,
): EncoderDecoderDescription {
  using shape = new Seq2Seq(seq2seqOf(settings, vocabularies), { device: metaDevice() });
  return { role: "encoder-decoder", config: configOf(shape), vocabularies, longestTarget };
}

/** The vocabularies of pairs are made of their data. */
function refuseTokenizer(tokenizer: Tokenizer | undefined): void {
  if (tokenizer)
    throw new RecipeError(
      (nameOf) =>
        `${nameOf("tokenizer")} is not for pairs, whose symbols are their tokens; leave it out`,
    );
}

function prepared(
  settings: PairSettings,
  data: DataRecord,
  description: EncoderDecoderDescription,
  split: PairSplit,
): PreparedTraining {
  const { vocabularies, longestTarget } = description;
  const { source, target } = vocabularies;
  const { batch, gradAccum } = settings;
  const shortest = split.heldOut.reduce<SymbolPair | undefined>(
    (best, pair) => (best && best.source.length <= pair.source.length ? best : pair),
    undefined,
  );
  const training: TrainingRecord = { recipe: pairTable.recipe, settings, data };
  const size = sizeOf(description);
  const newModel = () => {
    const model = new Seq2Seq(seq2seqOf(settings, vocabularies));
    return new PairModel({ model, description, settings, size, training });
  };
  return readyTraining({
    ...{ settings, description, training, newModel, shape: shapeOf(settings) },
    examplePrompt: vocabularies.join(shortest?.source ?? []),
    data: {
      ...{ kind: "pairs", exampleFile: "other.tsv" },
      amounts: [
        [
          { count: split.training.length, of: "to train on" },
          { count: split.heldOut.length, of: "held out" },
        ],
        [
          { count: source.symbols.length, of: "source symbols" },
          { count: target.symbols.length, of: "target symbols" },
        ],
      ],
    },
    batch: { count: batch * gradAccum, of: "pairs a step" },
    start({ signal, loss } = usualValidation()) {
      const { model } = newModel();
      const pairs = split.heldOut;
      const heldOut = new HeldOutPairs({
        ...{ model, vocabularies, pairs, settings, longestTarget, signal },
      });
      const trainer = pairTrainer({
        ...{ model, settings, pairs: split.training.map((pair) => vocabularies.encode(pair)) },
        validationLoss: () => loss(heldOut, trainer.step),
      });
      return trainingRun({
        ...{ model, trainer, heldOut, tokens: pairLoss(settings) },
        async sample() {
          // Done in a moment: nothing to interrupt.
          const options = { batchSize: 3, maxLength: longestTarget };
          const { decoded } = await scorePairs(model, vocabularies, pairs.slice(0, 3), options);
          return { kind: "pairs", pairs: outputPairs(decoded, vocabularies) };
        },
        finalSamples: async () => pairSamples(model, vocabularies, heldOut.decoded),
      });
    },
  });
}
