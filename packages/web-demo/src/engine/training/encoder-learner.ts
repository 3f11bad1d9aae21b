import { crossEntropy, Generator, noGrad, scope, tensor } from "@qkv/nn";
import { capture } from "@qkv/nn/inspection";
import { configOf, isEncoder, type Model } from "@qkv/nn/models";
import type { RunSettings } from "../protocol.ts";
import { attentionAnswer } from "./attention-answer.ts";
import { encoderModel } from "./encoder-model.ts";
import { jsonFile, weightsAlone } from "./folder-files.ts";
import { foreseeing, type Learner } from "./learner.ts";
import { type MaskedBatch, MaskedSentences } from "./masked-sentences.ts";
import { meanLoss } from "./mean-loss.ts";
import { wordTokenizer } from "./word-tokenizer.ts";

const MOST_WORDS = 2000;
const SHOWN = 8;
const HELD_OUT_BATCHES = 4;

/** Filling in words that are hidden: a BERT, whose positions are learned. */
export function encoderLearner(settings: RunSettings, text: string): Learner<MaskedBatch> {
  const { batch: batchSize, context, seed } = settings;
  if (settings.positions !== "learned")
    throw new RangeError(
      `positions are ${settings.positions}, expected learned: the encoder is a BERT`,
    );
  const words = wordTokenizer(text, MOST_WORDS);
  const { tokenizer, mask, unknown } = words;
  const sentences = text
    .split(/\n|(?<=[.!?])\s/)
    .map((sentence) => tokenizer.encode(sentence))
    .filter(({ length }) => length >= 5 && length <= context); // three words in their frame
  const cut = Math.floor(0.9 * sentences.length);
  const [training, heldOut] = [sentences.slice(0, cut), sentences.slice(cut)];
  if (training.length < 2 || heldOut.length === 0)
    throw new RangeError(
      `there are ${sentences.length} sentences of 3 to ${context - 2} words, expected at least 20`,
    );
  const vocabSize = tokenizer.vocabSize;
  const made = (from = new Generator(seed)) => encoderModel(settings, vocabSize, from);
  const generator = new Generator(seed);
  const model = made(generator);
  const loss = ({ ids, mask: seen, targets }: MaskedBatch) =>
    crossEntropy(logitsOf(model, ids, seen), targets);
  const masking = { ...words, batchSize, vocabSize };
  const shown = heldOut
    .map((ids) => ({ ids, at: 1 + Math.floor((ids.length - 2) / 2) }))
    .filter(({ ids, at }) => ids[at] !== unknown)
    .slice(0, SHOWN);
  const said = (ids: Iterable<number>) => tokenizer.decode([...ids], { skipSpecialTokens: false });
  return {
    model,
    generator,
    newModel: () => made(),
    data: new MaskedSentences(training, { ...masking, seed }),
    loss,
    tokensPerBatch:
      (batchSize * training.reduce((sum, { length }) => sum + length, 0)) / training.length,
    vocabSize,
    amounts: { training: training.length, heldOut: heldOut.length },
    heldOutLoss() {
      const source = new MaskedSentences(heldOut, { ...masking, seed });
      const batches = { next: () => ({ value: source.next(), done: false as const }) };
      return meanLoss(batches, HELD_OUT_BATCHES, loss, (one) => [one.ids, one.mask, one.targets]);
    },
    async sample() {
      const pairs = [];
      for (const { ids, at } of shown) {
        const masked = ids.with(at, mask);
        const best = foreseeing(model, () =>
          noGrad(() => scope(() => logitsOf(model, row(masked)).argmax(-1))),
        );
        const guessed = (await best.data())[at]!;
        best.dispose();
        pairs.push({
          source: said(masked.subarray(1, -1)),
          target: said([ids[at]!]),
          output: said([guessed]),
        });
      }
      return { kind: "pairs", pairs };
    },
    async attention(looked, given) {
      const typed = tokenizer.encode(given).slice(0, context);
      const ids = typed.length > 2 ? typed : heldOut[0]!;
      const seen = foreseeing(looked, () =>
        capture(looked, () => noGrad(() => scope(() => void logitsOf(looked, row(ids))))),
      );
      const tokens = [...ids].map((id) => ({ id, text: said([id]) }));
      return { tokens, maps: await attentionAnswer(seen) };
    },
    files: async () => [
      ...(settings.norm === "post" ? [jsonFile("config.json", configOf(model))] : []),
      ...(await weightsAlone(model, tokenizer)),
    ],
  };
}

const row = (ids: Int32Array) => tensor(ids).reshape(1, ids.length);

function logitsOf(model: Model, ids: ReturnType<typeof row>, mask?: ReturnType<typeof row>) {
  if (!isEncoder(model)) throw new TypeError("the model is no encoder");
  return model.forwardNamed({ input_ids: ids, ...(mask ? { attention_mask: mask } : {}) }).logits!;
}
