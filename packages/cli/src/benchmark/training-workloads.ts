import { AdamW, clipGradNorm, crossEntropy, decayGroups, Gpt, scope, tensor } from "@qkv/nn";
import { textPresets } from "@qkv/nn/recipes";
import { randomIds } from "./random-ids.ts";
import type { Prepared, Workload } from "./workload.ts";

/** As many as there are characters in tiny Shakespeare. */
const vocabSize = 65;

const trainingStep = (preset: "tiny" | "nanogpt-cpu", setup: number): Workload => ({
  name: `training step, ${preset}`,
  unit: "ms",
  setup,
  prepare: () => prepareStep(preset),
});

/** Whole steps of presets of `qkv train`: forward, backward, clipping, AdamW. */
export const trainingWorkloads: readonly Workload[] = [
  trainingStep("tiny", 0.05),
  trainingStep("nanogpt-cpu", 0.2),
];

function prepareStep(preset: "tiny" | "nanogpt-cpu"): Prepared {
  const { layers, heads, dModel, context, batch, bias, lr, beta2, weightDecay, gradClip } =
    textPresets[preset];
  const model = new Gpt({ vocabSize, contextLength: context, layers, heads, dModel, bias });
  const optimizer = new AdamW(decayGroups(model.parameters(), weightDecay), {
    lr,
    betas: [0.9, beta2],
  });
  const shape = [batch, context];
  const ids = tensor(randomIds(batch * context, vocabSize), { shape });
  const targets = tensor(randomIds(batch * context, vocabSize), { shape });
  return {
    run: async () => {
      optimizer.zeroGrad();
      using loss = scope(() => {
        const value = crossEntropy(model.forward(ids), targets);
        value.backward();
        clipGradNorm(model.parameters(), gradClip);
        return value;
      });
      optimizer.step();
      await loss.data();
    },
    dispose: () => {
      for (const owner of [model, optimizer, ids, targets]) owner.dispose();
    },
  };
}
