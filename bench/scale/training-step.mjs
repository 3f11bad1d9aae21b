import { AdamW, clipGradNorm, crossEntropy, decayGroups, Gpt, scope, tensor } from "@qkv/nn";
import { randomIds } from "./random-ids.mjs";

/** Steps of a GPT as `qkv train` takes them: forward, backward, clipping, AdamW, the loss read. */
export function trainingStep({ width, layers, context, batch, vocabSize }) {
  const heads = Math.max(1, width / 64);
  const model = new Gpt({
    ...{ vocabSize, contextLength: context, layers, heads, dModel: width, bias: false },
  });
  const optimizer = new AdamW(decayGroups(model.parameters(), 0.1), { lr: 1e-4 });
  const shape = [batch, context];
  const input = tensor(randomIds(batch * context, vocabSize, 1), { shape });
  const target = tensor(randomIds(batch * context, vocabSize, 2), { shape });
  return {
    tokens: batch * context,
    flops: batch * context * flopsOfToken({ width, layers, context, vocabSize }),
    step() {
      optimizer.zeroGrad();
      const loss = scope(() => {
        const value = crossEntropy(model.forward(input), target);
        value.backward();
        clipGradNorm(model.parameters(), 1);
        return value.item();
      });
      optimizer.step();
      return loss;
    },
    dispose() {
      for (const owner of [model, optimizer, input, target]) owner.dispose();
    },
  };
}

/**
 * Operations of a token in forward and backward: six for each weight that multiplies (the embedding's rows are read, its
 * transpose multiplies at the end), and causal attention's two products over half of the context, three times.
 */
const flopsOfToken = ({ width, layers, context, vocabSize }) =>
  6 * (12 * layers * width ** 2 + vocabSize * width) + 6 * layers * width * context;
