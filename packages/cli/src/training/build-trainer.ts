import { cosineSchedule, crossEntropy, type Gpt, TokenStream, Trainer } from "@qkv/nn";
import type { GptSettings } from "../settings/training-settings.ts";
import { trainerOptions } from "./trainer-options.ts";

export type TokenBatch = ReturnType<TokenStream["next"]>;

export interface TrainerParts {
  readonly model: Gpt;
  readonly tokens: Int32Array;
  readonly settings: GptSettings;
  readonly validationLoss: () => Promise<number>;
}

/** nanoGPT's training: AdamW with decaying matrices, a cosine of learning rates, clipped gradients. */
export function buildTrainer(parts: TrainerParts): Trainer<TokenBatch> {
  const { model, tokens, settings, validationLoss } = parts;
  const { batch, context, seed, lr, minLr, warmup, steps } = settings;
  return new Trainer<TokenBatch>({
    ...trainerOptions(model, settings, validationLoss),
    data: new TokenStream(tokens, { batchSize: batch, contextLength: context, seed }),
    loss: ({ inputs, targets }) => crossEntropy(model.forward(inputs), targets),
    schedule: cosineSchedule({ peak: lr, minimum: minLr, warmup, steps }),
    tokensPerBatch: batch * context,
  });
}
