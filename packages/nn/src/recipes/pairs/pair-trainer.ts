import { PaddedPairs } from "../../data/padded-pairs.ts";
import type { SequencePair, SequencePairBatch } from "../../data/sequence-pair.ts";
import type { EncoderDecoder } from "../../models/roles.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import { linearSchedule } from "../../optim/lr-scheduler/schedules.ts";
import { beginId, endId, paddingId } from "../../tokenizers/symbol-vocabulary.ts";
import { Trainer } from "../../training/trainer.ts";
import { trainerOptions } from "../trainer-options.ts";
import type { PairSettings } from "./pair-settings.ts";

export const reservedIds = { paddingIdx: paddingId, beginIdx: beginId, endIdx: endId };

export interface PairTrainerParts {
  readonly model: EncoderDecoder;
  readonly pairs: readonly SequencePair[];
  readonly settings: PairSettings;
  readonly validationLoss: () => Promise<number>;
}

/** Training of an encoder-decoder with teacher forcing; the rate falls along a straight line. */
export function pairTrainer(parts: PairTrainerParts): Trainer<SequencePairBatch> {
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
