import { AdamW, cosineSchedule, crossEntropy, decayGroups, Generator, Trainer } from "@qkv/nn";
import { TokenStream } from "@qkv/nn/data";
import { Gpt } from "@qkv/nn/models";

// Each token decides the next but one.
const tokens = Int32Array.from({ length: 600 }, (_, i) => (i * i + (i >> 2)) % 11);

/** A small GPT with dropout and its trainer on the default device, the same for the same seed. */
export function tinyTraining({ steps, seed = 1, layers = 2 }) {
  const generator = new Generator(seed);
  const model = new Gpt(
    { vocabSize: 11, contextLength: 8, layers, heads: 2, dModel: 16, dropout: 0.1 },
    { generator },
  );
  const trainer = new Trainer({
    model,
    optimizer: new AdamW(decayGroups(model.parameters(), 0.1), { betas: [0.9, 0.99] }),
    data: new TokenStream(tokens, { batchSize: 4, contextLength: 8, seed }),
    generator,
    loss: ({ inputs, targets }) => crossEntropy(model.forward(inputs), targets),
    schedule: cosineSchedule({ peak: 1e-2, minimum: 1e-3, warmup: 5, steps }),
    maxGradNorm: 1,
    tokensPerBatch: 32,
  });
  return { model, trainer };
}
