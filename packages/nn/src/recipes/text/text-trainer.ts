import type { LanguageModelBatch } from "../../data/language-model-batch.ts";
import { TokenStream } from "../../data/token-stream.ts";
import type { Decoder } from "../../models/roles.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import { cosineSchedule, stableDecaySchedule } from "../../optim/lr-scheduler/schedules.ts";
import { Trainer } from "../../training/trainer.ts";
import type { TrainingSettings } from "../settings.ts";
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
    loss: ({ inputs, targets }) => crossEntropy(model.forward(inputs), targets),
    schedule: design === "modern" ? stableDecaySchedule(rates) : cosineSchedule(rates),
    tokensPerBatch: batch * context,
  });
}
