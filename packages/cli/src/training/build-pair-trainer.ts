import { crossEntropy, linearSchedule, Trainer } from "@qkv/nn";
import { PaddedPairs, type SequencePair, type SequencePairBatch } from "@qkv/nn/data";
import type { Seq2Seq } from "@qkv/nn/models";
import { beginId, endId, paddingId } from "../pair-source/symbol-vocabulary.ts";
import type { Seq2SeqSettings } from "../settings/training-settings.ts";
import { trainerOptions } from "./trainer-options.ts";

export const reservedIds = { paddingIdx: paddingId, beginIdx: beginId, endIdx: endId };

export interface PairTrainerParts {
  readonly model: Seq2Seq;
  readonly pairs: readonly SequencePair[];
  readonly settings: Seq2SeqSettings;
  readonly validationLoss: () => Promise<number>;
}

/** Training of an encoder-decoder with teacher forcing; the rate falls along a straight line. */
export function buildPairTrainer(parts: PairTrainerParts): Trainer<SequencePairBatch> {
  const { model, pairs, settings, validationLoss } = parts;
  const { batch, seed, lr, minLr, warmup, steps, labelSmoothing } = settings;
  const tokens = pairs.reduce((sum, { target }) => sum + target.length + 1, 0);
  return new Trainer<SequencePairBatch>({
    ...trainerOptions(model, settings, validationLoss),
    data: new PaddedPairs(pairs, { batchSize: batch, seed, ...reservedIds }),
    loss: ({ source, target, expected }) =>
      crossEntropy(model.forward(source, target), expected, {
        ignoreIndex: paddingId,
        labelSmoothing,
      }),
    schedule: linearSchedule({ peak: lr, minimum: minLr, warmup, steps }),
    tokensPerBatch: (batch * tokens) / pairs.length,
  });
}
