import { crossEntropy, Generator, noGrad, scope, tensor } from "@qkv/nn";
import {
  PaddedPairs,
  type SequencePair,
  type SequencePairBatch,
  sortedPairBatches,
} from "@qkv/nn/data";
import { greedyDecode } from "@qkv/nn/generation";
import { capture } from "@qkv/nn/inspection";
import { configOf, type Model, Seq2Seq } from "@qkv/nn/models";
import { PairVocabularies, type SymbolPair, separatorOf, splitSymbols } from "@qkv/nn/tokenizers";
import type { RunSettings } from "../protocol.ts";
import { attentionAnswer } from "./attention-answer.ts";
import { folderFiles } from "./folder-files.ts";
import { foreseeing, type Learner } from "./learner.ts";
import { meanLoss } from "./mean-loss.ts";

const SHOWN_PAIRS = 8;
const HELD_OUT_BATCHES = 4;
const longestSequence = 128;
const mostPairs = 200_000;

/** Turning sources into targets. */
export function pairLearner(settings: RunSettings, text: string): Learner<SequencePairBatch> {
  if (settings.positions !== "sinusoidal")
    throw new RangeError(
      `positions are ${settings.positions}, expected sinusoidal: the encoder-decoder is that of arXiv:1706.03762`,
    );
  const separator = separatorOf(text);
  const pairs = parsePairs(text, separator);
  // The last tenth is held out: made tasks draw theirs at random, and files keep their order.
  const cut = Math.floor(0.9 * pairs.length);
  const [training, heldOut] = [pairs.slice(0, cut), pairs.slice(cut)];
  if (training.length < 2 || heldOut.length === 0)
    throw new RangeError(`there are ${pairs.length} pairs, expected at least 20`);
  const vocabularies = PairVocabularies.train(pairs, separator);
  const { paddingIdx, beginIdx, endIdx } = vocabularies.source;
  const reserved = { paddingIdx, beginIdx, endIdx };
  const maxLength = pairs.reduce((most, { target }) => Math.max(most, target.length), 1);
  const encoded = (some: readonly SymbolPair[]): SequencePair[] =>
    some.map((pair) => vocabularies.encode(pair));
  const made = (from = new Generator(settings.seed)) =>
    seq2seq(settings, vocabularies, paddingIdx, from);
  const generator = new Generator(settings.seed);
  const model = made(generator);
  const loss = ({ source, target, expected }: SequencePairBatch) =>
    crossEntropy(model.forward(source, target), expected, { ignoreIndex: paddingIdx });
  const decoded = (ids: readonly number[]) =>
    vocabularies.join(vocabularies.target.decode([...ids]));
  const { batch: batchSize, seed } = settings;
  const tokens = training.reduce((sum, { target }) => sum + target.length + 1, 0);
  const shown = heldOut.slice(0, SHOWN_PAIRS);
  return {
    model,
    generator,
    newModel: () => made(),
    data: new PaddedPairs(encoded(training), { batchSize, seed, ...reserved }),
    loss,
    tokensPerBatch: (batchSize * tokens) / training.length,
    vocabSize: vocabularies.target.size,
    amounts: { training: training.length, heldOut: heldOut.length },
    heldOutLoss: () =>
      meanLoss(
        sortedPairBatches(encoded(heldOut), { batchSize, ...reserved }),
        HELD_OUT_BATCHES,
        loss,
        ({ source, target, expected }) => [source, target, expected],
      ),
    async sample() {
      const sources = shown.map(({ source }) => vocabularies.source.encode(source));
      const outputs = await greedyDecode(model, sources, { beginIdx, endIdx, maxLength });
      return {
        kind: "pairs",
        pairs: shown.map(({ source, target }, i) => ({
          source: vocabularies.join(source),
          target: vocabularies.join(target),
          output: decoded(outputs[i]!.ids),
        })),
      };
    },
    async attention(looked, given) {
      const translator = looked as Seq2Seq; // of newModel
      const typed = splitSymbols(given, separator).filter((one) => vocabularies.source.has(one));
      const source = (typed.length > 0 ? typed : shown[0]!.source).slice(0, longestSequence);
      const ids = vocabularies.source.encode(source);
      const [said] = await greedyDecode(translator, [ids], { beginIdx, endIdx, maxLength });
      const target = [beginIdx, ...said!.ids];
      const seen = foreseeing(looked, () =>
        capture(looked, () =>
          noGrad(() => scope(() => void translator.forward(row(ids), row(target)))),
        ),
      );
      const named = (some: readonly number[], texts: readonly string[]) =>
        some.map((id, i) => ({ id, text: texts[i]! }));
      return {
        tokens: named(ids, source),
        targetTokens: named(target, vocabularies.target.decode(target)),
        maps: await attentionAnswer(seen),
      };
    },
    files: () =>
      folderFiles(model, {
        role: "encoder-decoder",
        config: configOf(model),
        vocabularies,
        longestTarget: maxLength,
      }),
  };
}

const row = (ids: readonly number[]) => tensor(Int32Array.from(ids)).reshape(1, ids.length);

function seq2seq(
  { layers, heads, width, norm, dropout }: RunSettings,
  { source, target }: PairVocabularies,
  paddingIdx: number,
  generator: Generator,
): Seq2Seq & Model {
  return new Seq2Seq(
    {
      ...{ sourceVocabSize: source.size, targetVocabSize: target.size, paddingIdx },
      ...{ dModel: width, nhead: heads, dimFeedforward: 2 * width },
      ...{ numEncoderLayers: layers, numDecoderLayers: layers },
      ...{ dropout, normFirst: norm === "pre" },
    },
    { generator },
  );
}

/** Lines "source TAB target"; errors name the line. */
function parsePairs(text: string, separator: "" | " "): readonly SymbolPair[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  if (lines.length > mostPairs)
    throw new RangeError(`the text has ${lines.length} lines, expected at most ${mostPairs}`);
  return lines.map((line, i) => {
    const sides = line.split("\t", 3);
    if (sides.length !== 2)
      throw new RangeError(`line ${i + 1} is no pair, expected source TAB target, with one tab`);
    const [source, target] = sides.map((side) => splitSymbols(side, separator));
    for (const side of [source!, target!])
      if (side.length === 0 || side.length > longestSequence)
        throw new RangeError(
          `line ${i + 1} has a side of ${side.length} symbols, expected 1 to ${longestSequence}`,
        );
    return { source: source!, target: target! };
  });
}
