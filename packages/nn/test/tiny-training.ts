import { TokenStream } from "../src/data/token-stream.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { crossEntropy } from "../src/ops/cross-entropy.ts";
import { AdamW } from "../src/optim/adam.ts";
import { decayGroups } from "../src/optim/decay-groups.ts";
import { cosineSchedule } from "../src/optim/lr-scheduler/schedules.ts";
import { Generator } from "../src/random/generator.ts";
import { Trainer, type TrainerOptions } from "../src/training/trainer.ts";

type Batch = ReturnType<TokenStream["next"]>;

/** A text with something to learn: each token decides the next but one. */
export const tokens = Int32Array.from({ length: 600 }, (_, i) => (i * i + (i >> 2)) % 11);

/** A small GPT with its trainer, the same for the same seed. */
export function tinyTraining({
  seed = 1,
  dropout = 0,
  dModel = 16,
  steps = 40,
  ...options
}: { seed?: number; dropout?: number; dModel?: number; steps?: number } & Partial<
  TrainerOptions<Batch>
> = {}) {
  const generator = new Generator(seed);
  const config = { vocabSize: 11, contextLength: 8, layers: 2, heads: 2, dModel, dropout };
  const model = new Gpt(config, { generator });
  const optimizer = new AdamW(decayGroups(model.parameters(), 0.1), { betas: [0.9, 0.99] });
  const data = new TokenStream(tokens, { batchSize: 4, contextLength: 8, seed });
  const trainer = new Trainer({
    model,
    optimizer,
    data,
    generator,
    loss: ({ inputs, targets }) => crossEntropy(model.forward(inputs), targets),
    schedule: cosineSchedule({ peak: 1e-2, minimum: 1e-3, warmup: 5, steps }),
    maxGradNorm: 1,
    tokensPerBatch: 32,
    ...options,
  });
  return { model, optimizer, data, generator, trainer };
}

export const lossesOf = ({ records }: { records: readonly { loss: number }[] }): number[] =>
  records.map(({ loss }) => loss);
