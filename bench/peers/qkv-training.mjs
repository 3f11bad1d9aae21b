import * as nn from "@qkv/nn";

/** A whole training step of a GPT: forward, backward, clipping, AdamW; the loss stays on the device. */
export function qkvTraining({ ids, targets }, { model: config }) {
  const model = new nn.Gpt({ ...config, bias: false, dropout: 0 });
  const optimizer = new nn.AdamW(nn.decayGroups(model.parameters(), 0.1), {
    lr: 1e-3,
    betas: [0.9, 0.99],
  });
  const input = nn.tensor(ids.values, { shape: ids.shape });
  const target = nn.tensor(targets.values, { shape: targets.shape });
  let loss;
  return {
    run: () => {
      optimizer.zeroGrad();
      loss = nn.scope(() => {
        const value = nn.crossEntropy(model.forward(input), target);
        value.backward();
        nn.clipGradNorm(model.parameters(), 1);
        return value.dataSync()[0];
      });
      optimizer.step();
    },
    output: () => ({ loss: Float32Array.of(loss) }),
    dispose: () => {
      for (const owner of [model, optimizer, input, target]) owner.dispose();
    },
  };
}
