import {
  AdamW,
  cosineSchedule,
  crossEntropy,
  decayGroups,
  type Gpt,
  TokenStream,
  Trainer,
} from "@qkv/nn";
import type { TrainingSettings } from "../settings/training-settings.ts";

type Batch = ReturnType<TokenStream["next"]>;
export type LanguageModelTrainer = Trainer<Batch>;

export interface TrainerParts {
  readonly model: Gpt;
  readonly tokens: Int32Array;
  readonly settings: TrainingSettings;
  readonly validationLoss: () => Promise<number>;
}

/** nanoGPT's training: AdamW with decaying matrices, a cosine of learning rates, clipped gradients. */
export function buildTrainer(parts: TrainerParts): LanguageModelTrainer {
  const { model, tokens, settings, validationLoss } = parts;
  const { batch, context, seed, lr, minLr, warmup, steps, beta2, weightDecay, gradClip } = settings;
  const groups = decayGroups(model.parameters(), weightDecay);
  return new Trainer<Batch>({
    model,
    optimizer: new AdamW(groups, { lr, betas: [0.9, beta2] }),
    data: new TokenStream(tokens, { batchSize: batch, contextLength: context, seed }),
    loss: ({ inputs, targets }) => crossEntropy(model.forward(inputs), targets),
    schedule: cosineSchedule({ peak: lr, minimum: minLr, warmup, steps }),
    ...(gradClip > 0 ? { maxGradNorm: gradClip } : {}),
    gradAccumulation: settings.gradAccum,
    tokensPerBatch: batch * context,
    validation: { every: settings.evalEvery, loss: validationLoss },
  });
}
