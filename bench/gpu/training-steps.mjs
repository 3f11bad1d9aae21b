import * as nn from "@qkv/nn";

/**
 * Training as users have it: the Trainer, a fresh upload of the batch each step, clipping, AdamW. `parts` splits the
 * batch and adds up the gradients, which changes nothing but the memory it takes.
 */
export function trainingSteps(model, { ids, targets }, parts = 1) {
  const optimizer = new nn.AdamW(nn.decayGroups(model.parameters(), 0.1), {
    lr: 1e-3,
    betas: [0.9, 0.99],
  });
  const [batch, tokens] = ids.shape;
  const size = batch / parts;
  let part = 0;
  const slice = ({ values }) =>
    nn.tensor(values.subarray(part * size * tokens, (part + 1) * size * tokens), {
      shape: [size, tokens],
    });
  const trainer = new nn.Trainer({
    model,
    optimizer,
    data: {
      batchesPerEpoch: parts,
      state: undefined,
      next: () => {
        const tensors = { input: slice(ids), target: slice(targets) };
        part = (part + 1) % parts;
        return tensors;
      },
    },
    loss: ({ input, target }) => nn.crossEntropy(model.forward(input), target),
    maxGradNorm: 1,
    gradAccumulation: parts,
  });
  return {
    /** Records of so many more steps: [{ loss, gradNorm }]. */
    steps: async (count) => (await trainer.fit({ steps: trainer.step + count })).records,
    dispose: () => {
      model.dispose();
      optimizer.dispose();
    },
  };
}
