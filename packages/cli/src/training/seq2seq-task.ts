import type { SequencePairBatch } from "@qkv/nn/data";
import { Seq2Seq, seq2seqConfig } from "@qkv/nn/models";
import { CommandError } from "../failures/command-error.ts";
import type { DataRecord, Seq2SeqModelConfig } from "../model-directory/model-config.ts";
import { readVocabularies } from "../model-directory/read-vocabularies.ts";
import { PairVocabularies } from "../pair-source/pair-vocabularies.ts";
import { parsePairs, type SymbolPair, separatorOf } from "../pair-source/parse-pairs.ts";
import { type PairSplit, splitPairs } from "../pair-source/split-pairs.ts";
import { newSettings, resumedSettings } from "../settings/resolve-settings.ts";
import { seq2seqTaskSettings } from "../settings/task-settings.ts";
import { type Seq2SeqSettings, seq2seqOptions } from "../settings/training-settings.ts";
import { formatAmount, formatCount } from "../terminal/format-number.ts";
import { shellQuote } from "../terminal/own-command.ts";
import { loadText } from "../text-source/load-text.ts";
import { buildPairTrainer } from "./build-pair-trainer.ts";
import { HeldOutPairs } from "./held-out-pairs.ts";
import { describePairs, pairSamples } from "./pair-samples.ts";
import { requireSameShape, requireSameText, trainingOf } from "./resumed-task.ts";
import { scorePairs } from "./score-pairs.ts";
import type { PreparedTask, TaskKind } from "./training-task.ts";

/** Turning sources into targets, learnt from pairs of them. */
export const seq2seqTask: TaskKind<SequencePairBatch> = {
  async begin(source, options, load) {
    const settings = newSettings(seq2seqTaskSettings, options);
    const { text, ...data } = await loadText(source, load);
    const separator = separatorOf(text);
    const pairs = parsePairs(text, separator, data.source);
    const split = splitPairs(pairs, data.source);
    const vocabularies = PairVocabularies.train(split.training, separator);
    const config: Seq2SeqModelConfig = {
      task: "seq2seq",
      model: described(settings, vocabularies),
      longestTarget: pairs.reduce((most, { target }) => Math.max(most, target.length), 1),
      training: { settings, data },
    };
    return prepared({ config, settings, data, vocabularies, split });
  },

  async resume(stored, { path, directory }, options, load) {
    if (stored.task !== "seq2seq") throw new CommandError(`${path} is not of an encoder-decoder`);
    const training = trainingOf(stored.training, directory);
    const settings = resumedSettings(seq2seqTaskSettings, training.settings, options, path);
    const vocabularies = await readVocabularies(directory, stored.model);
    requireSameShape(stored.model, described(settings, vocabularies), directory);
    const { text, ...data } = await loadText(options.data ?? training.data.source, load);
    requireSameText(data, training.data, path);
    const split = splitPairs(parsePairs(text, vocabularies.separator, data.source), data.source);
    const config: Seq2SeqModelConfig = { ...stored, training: { settings, data } };
    return prepared({ config, settings, data, vocabularies, split });
  },
};

const described = (settings: Seq2SeqSettings, { source, target }: PairVocabularies) =>
  seq2seqConfig(seq2seqOptions(settings, source.size, target.size));

interface Parts {
  readonly config: Seq2SeqModelConfig;
  readonly settings: Seq2SeqSettings;
  readonly data: DataRecord;
  readonly vocabularies: PairVocabularies;
  readonly split: PairSplit;
}

function prepared(parts: Parts): PreparedTask<SequencePairBatch> {
  const { config, settings, data, vocabularies, split } = parts;
  const { layers, heads, dModel, feedForward, batch, gradAccum } = settings;
  const { source, target } = vocabularies;
  const shortest = split.heldOut.reduce<SymbolPair | undefined>(
    (best, pair) => (best && best.source.length <= pair.source.length ? best : pair),
    undefined,
  );
  return {
    ...{ config, settings, data, tokenizer: vocabularies },
    description: [
      [
        "pairs",
        `${data.source}: ${formatCount(split.training.length)} to train on, ` +
          `${formatCount(split.heldOut.length)} held out; ` +
          `${source.symbols.length} source symbols, ${target.symbols.length} target symbols`,
      ],
      [
        "model",
        `${layers} + ${layers} layers, ${formatAmount(heads, "head")}, width ${dModel}, ${feedForward} inside`,
      ],
      ["batch", `${formatCount(batch * gradAccum)} pairs a step`],
    ],
    firstTry: `--prompt ${shellQuote(vocabularies.join(shortest?.source ?? []))}`,
    start({ signal, loss }) {
      const model = new Seq2Seq(config.model);
      const { longestTarget } = config;
      const pairs = split.heldOut;
      const heldOut = new HeldOutPairs({
        ...{ model, vocabularies, pairs, settings, longestTarget, signal },
      });
      const trainer = buildPairTrainer({
        ...{ model, settings, pairs: split.training.map((pair) => vocabularies.encode(pair)) },
        validationLoss: () => loss(heldOut, trainer.step),
      });
      return {
        trainer,
        heldOut,
        figures: () => heldOut.figures(),
        async sample() {
          // Done in a moment: nothing to interrupt.
          const never = new AbortController().signal;
          const options = { batchSize: 3, maxLength: longestTarget, signal: never };
          const score = await scorePairs(model, vocabularies, pairs.slice(0, 3), options);
          return describePairs(score.decoded, vocabularies);
        },
        finalSamples: async () => pairSamples(model, vocabularies, heldOut.final?.decoded ?? []),
      };
    },
  };
}
