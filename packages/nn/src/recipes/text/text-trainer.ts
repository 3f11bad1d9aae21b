import type { LanguageModelBatch } from "../../data/language-model-batch.ts";
import { TokenStream } from "../../data/token-stream.ts";
import type { Decoder } from "../../models/roles.ts";
import { cosineSchedule, stableDecaySchedule } from "../../optim/lr-scheduler/schedules.ts";
import { Trainer } from "../../training/trainer.ts";
import type { TrainingSettings } from "../settings.ts";
import { meanTokenLoss, type TokenLoss } from "../token-loss.ts";
import { trainerOptions } from "../trainer-options.ts";
import { type DesignSetting, textOptimizer } from "./text-optimizer.ts";

/** Settings of a training on windows of text, whatever the model. */
export interface TextTrainingSettings extends TrainingSettings, DesignSetting {
  /** Tokens of a window. */
  readonly context: number;
}

export interface TextTrainerParts {
  readonly model: Decoder;
  readonly tokens: Int32Array;
  readonly settings: TextTrainingSettings;
  readonly validationLoss: () => Promise<number>;
}

/** Every token of a window is a target but its first. */
export const textLoss: TokenLoss<LanguageModelBatch> = {
  of: ({ inputs, targets }) => ({ ids: inputs, targets }),
  paddingIdx: 0, // windows are all of one length
};

/**
 * nanoGPT's training: AdamW with decaying matrices, a cosine of learning rates, clipped gradients. In the modern design Muon
 * beside AdamW, and rates that stay and then fall along a straight line.
 */
export function textTrainer(parts: TextTrainerParts): Trainer<LanguageModelBatch> {
  const { model, tokens, settings, validationLoss } = parts;
  const { batch, context, seed, lr, minLr, warmup, steps, design } = settings;
  const rates = { peak: lr, minimum: minLr, warmup, steps };
  return new Trainer<LanguageModelBatch>({
    ...trainerOptions(model, settings, validationLoss, textOptimizer(model, settings)),
    data: new TokenStream(tokens, { batchSize: batch, contextLength: context, seed }),
    loss: meanTokenLoss(model, textLoss),
    schedule: design === "modern" ? stableDecaySchedule(rates) : cosineSchedule(rates),
    tokensPerBatch: batch * context,
  });
}
