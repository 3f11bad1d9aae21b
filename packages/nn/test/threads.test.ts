import { createThreadedWasmBackend } from "@qkv/core-wasm";
import { afterAll, expect, it } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice, setDefaultDevice } from "../src/device/default-device.ts";
import { init } from "../src/device/init.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { crossEntropy } from "../src/ops/cross-entropy.ts";
import { AdamW } from "../src/optim/adam.ts";
import { clipGradNorm } from "../src/optim/clip-grad-norm.ts";
import { manualSeed } from "../src/random/generator.ts";
import { scope } from "../src/tensor/scope.ts";

const before = defaultDevice();
afterAll(() => setDefaultDevice(before));

/** Losses and parameters of a few training steps, on the default device. */
function trained(): readonly (readonly number[])[] {
  manualSeed(7);
  const [batch, tokens, vocabSize] = [8, 40, 61];
  const model = new Gpt({
    ...{ vocabSize, contextLength: tokens, layers: 2, heads: 3, dModel: 96 },
    ...{ bias: true, dropout: 0.1 },
  });
  const optimizer = new AdamW(model.parameters(), { lr: 3e-3, weightDecay: 0.1 });
  const shape = [batch, tokens];
  const losses = [0, 1, 2].map((step) =>
    scope(() => {
      const ids = Int32Array.from({ length: batch * tokens }, (_, i) => (i * i + step) % vocabSize);
      const targets = ids.map((id) => (3 * id + 1) % vocabSize);
      const loss = crossEntropy(model.forward(tensor(ids, { shape })), tensor(targets, { shape }));
      optimizer.zeroGrad();
      loss.backward();
      clipGradNorm(model.parameters(), 1);
      optimizer.step();
      return loss.item();
    }),
  );
  return [losses, ...model.parameters().map((parameter) => Array.from(parameter.dataSync()))];
}

it("trains to the same bits on 1, 2 and 3 threads", async () => {
  await init({ threads: 1 });
  const alone = trained();
  for (const threads of [2, 3]) {
    const backend = await createThreadedWasmBackend({ threads }); // init makes no more than there are cores
    const device = await init({ device: backend });
    expect(device.info().threads).toBe(threads);
    expect(trained()).toEqual(alone);
    await device.dispose();
  }
});
