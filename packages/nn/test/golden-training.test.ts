import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { crossEntropy } from "../src/ops/cross-entropy.ts";
import { AdamW } from "../src/optim/adam.ts";
import { clipGradNorm } from "../src/optim/clip-grad-norm.ts";
import { scope } from "../src/tensor/scope.ts";
import type { HostTensor } from "../src/weights/host-tensor.ts";
import { readSafetensors } from "../src/weights/read-safetensors.ts";

// The first 20 training steps of a small GPT by PyTorch in float32: test/golden/generate.py.
const file = (name: string) => readFileSync(new URL(`golden/${name}`, import.meta.url));
const [{ attrs, inputs, outputs, params }] = JSON.parse(file("training.json").toString()).cases;
const { tensors } = readSafetensors(file("training.safetensors"));
const golden = (key: string): HostTensor => tensors.get(key)!;

/** The golden model's names, in this library's. */
const ourName = (name: string): string =>
  `transformer.${name}`
    .replace(/\.ln(\d)\./, ".ln_$1.")
    .replace(".lnf.", ".ln_f.")
    .replace(".attn.", ".attn.c_attn.")
    .replace(".proj.", ".attn.c_proj.")
    .replace(".fc.", ".mlp.c_fc.")
    .replace(".out.", ".mlp.c_proj.");

function train() {
  const { vocabSize, contextLength, layers, heads, dModel, batch } = attrs;
  const model = new Gpt({
    vocabSize,
    contextLength,
    layers,
    heads,
    dModel,
    activation: "geluTanh",
  });
  const initial = Object.entries<string>(params).map(
    ([name, key]) => [ourName(name), golden(key)] as const,
  );
  model.loadStateDict(new Map(initial));
  const { lr, betas, weightDecay } = attrs;
  const optimizer = new AdamW(model.parameters(), { lr, betas, weightDecay });
  const ids = golden(inputs.ids); // [steps, batch, tokens]
  const targets = golden(inputs.targets);
  const size = batch * contextLength;
  const losses: number[] = [];
  const norms: number[] = [];
  for (let step = 0; step < ids.shape[0]!; step++)
    scope(() => {
      const part = ({ values }: HostTensor) =>
        tensor(values.slice(step * size, (step + 1) * size), { shape: [batch, contextLength] });
      const loss = crossEntropy(model.forward(part(ids)), part(targets));
      optimizer.zeroGrad();
      loss.backward();
      norms.push(clipGradNorm(model.parameters(), attrs.clipGradNorm).item());
      optimizer.step();
      losses.push(loss.item());
    });
  return { model, losses, norms };
}

test("20 training steps of a small GPT follow PyTorch's losses, norms and parameters", () => {
  const { model, losses, norms } = train();
  const expectedLosses = golden(outputs.loss).values;
  const expectedNorms = golden(outputs.gradNorm).values;
  expect(losses).toHaveLength(expectedLosses.length);
  for (const [i, loss] of losses.entries()) {
    expect(Math.abs(loss / expectedLosses[i]! - 1), `loss of step ${i}`).toBeLessThan(1e-4);
    expect(Math.abs(norms[i]! / expectedNorms[i]! - 1), `norm of step ${i}`).toBeLessThan(1e-4);
  }
  const errors: number[] = [];
  const own = model.stateDict();
  for (const [name, key] of Object.entries<string>(outputs)) {
    if (!name.startsWith("final:")) continue;
    const ours = own.get(ourName(name.slice("final:".length)))!.dataSync();
    for (const [i, value] of golden(key).values.entries()) errors.push(Math.abs(ours[i]! - value));
  }
  errors.sort((a, b) => a - b);
  expect(errors.length).toBe(model.numParameters());
  expect(errors[Math.floor(0.999 * errors.length)]).toBeLessThan(1e-3);
  expect(errors.at(-1)).toBeLessThan(1e-2);
});
