import { PaddedPairs } from "../../data/padded-pairs.ts";
import type { SequencePair, SequencePairBatch } from "../../data/sequence-pair.ts";
import type { EncoderDecoder } from "../../models/roles.ts";
import { linearSchedule } from "../../optim/lr-scheduler/schedules.ts";
import { beginId, endId, paddingId } from "../../tokenizers/symbol-vocabulary.ts";
import { Trainer } from "../../training/trainer.ts";
import { meanTokenLoss, type TokenLoss } from "../token-loss.ts";
import { trainerOptions } from "../trainer-options.ts";
import type { PairSettings } from "./pair-settings.ts";

export const reservedIds = { paddingIdx: paddingId, beginIdx: beginId, endIdx: endId };

/** With teacher forcing: the decoder reads what it was to say before. */
export const pairLoss = ({
  labelSmoothing,
}: Pick<PairSettings, "labelSmoothing">): TokenLoss<SequencePairBatch> => ({
  of: ({ source, target, expected }) => ({ ids: source, decoderIds: target, targets: expected }),
  ...{ ignoreIndex: paddingId, paddingIdx: paddingId, labelSmoothing },
});

export interface PairTrainerParts {
  readonly model: EncoderDecoder;
  readonly pairs: readonly SequencePair[];
  readonly settings: PairSettings;
  readonly validationLoss: () => Promise<number>;
}

/** Training of an encoder-decoder; the rate falls along a straight line. */
export function pairTrainer(parts: PairTrainerParts): Trainer<SequencePairBatch> {
  const { model, pairs, settings, validationLoss } = parts;
  const { batch, seed, lr, minLr, warmup, steps } = settings;
  const tokens = pairs.reduce((sum, { target }) => sum + target.length + 1, 0);
  return new Trainer<SequencePairBatch>({
    ...trainerOptions(model, settings, validationLoss),
    data: new PaddedPairs(pairs, { batchSize: batch, seed, ...reservedIds }),
    loss: meanTokenLoss(model, pairLoss(settings)),
    schedule: linearSchedule({ peak: lr, minimum: minLr, warmup, steps }),
    tokensPerBatch: (batch * tokens) / pairs.length,
  });
}
