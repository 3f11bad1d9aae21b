import type { LanguageModelBatch } from "../../data/language-model-batch.ts";
import { TokenStream } from "../../data/token-stream.ts";
import type { Decoder } from "../../models/roles.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import { cosineSchedule } from "../../optim/lr-scheduler/schedules.ts";
import { Trainer } from "../../training/trainer.ts";
import type { TrainingSettings } from "../settings.ts";
import { trainerOptions } from "../trainer-options.ts";

/** Settings of a training on windows of text, whatever the model. */
export interface TextTrainingSettings extends TrainingSettings {
  /** Tokens of a window. */
  readonly context: number;
}

export interface TextTrainerParts {
  readonly model: Decoder;
  readonly tokens: Int32Array;
  readonly settings: TextTrainingSettings;
  readonly validationLoss: () => Promise<number>;
}

/** nanoGPT's training: AdamW with decaying matrices, a cosine of learning rates, clipped gradients. */
export function textTrainer(parts: TextTrainerParts): Trainer<LanguageModelBatch> {
  const { model, tokens, settings, validationLoss } = parts;
  const { batch, context, seed, lr, minLr, warmup, steps } = settings;
  return new Trainer<LanguageModelBatch>({
    ...trainerOptions(model, settings, validationLoss),
    data: new TokenStream(tokens, { batchSize: batch, contextLength: context, seed }),
    loss: ({ inputs, targets }) => crossEntropy(model.forward(inputs), targets),
    schedule: cosineSchedule({ peak: lr, minimum: minLr, warmup, steps }),
    tokensPerBatch: batch * context,
  });
}
