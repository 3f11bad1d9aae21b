import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { inBothParts } from "../../../../scripts/testing/parts.mjs";
import { noGrad } from "../../src/autograd/grad-mode.ts";
import { tensor } from "../../src/device/create-tensor.ts";
import { defaultDevice } from "../../src/device/default-device.ts";
import { referenceDevice } from "../../src/device/reference-device.ts";
import { verify } from "../../src/device-comparison/verify.ts";
import { freeze } from "../../src/fine-tuning/freeze.ts";
import { addLora, loraStateDict, mergeLora, removeLora } from "../../src/fine-tuning/lora.ts";
import { capture } from "../../src/inspection/capture.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { isDecoder, type Model } from "../../src/models/roles.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { crossEntropy } from "../../src/ops/cross-entropy.ts";
import { AdamW } from "../../src/optim/adam.ts";
import { pretrainedFiles } from "../../src/pretrained/pretrained-files.ts";
import { quantize } from "../../src/quantization/quantize.ts";
import { scope } from "../../src/tensor/scope.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

const golden = fileURLToPath(new URL("golden", import.meta.url));
const open = async (name: string) => fromPretrained(`${golden}/${name}`);
const valuesOf = (model: Model) =>
  new Map([...model.stateDict()].map(([name, one]) => [name, one.dataSync().slice()]));

/** The main output on the model's own sample. */
function outputOf(model: Model): ArrayLike<number> {
  const inputs = model
    .sampleInputs(2)
    .map(({ values, shape, dtype }) => tensor(values, { shape, dtype, device: model.device }));
  const forward = model.forward.bind(model) as (...given: readonly Tensor[]) => Tensor;
  return noGrad(() => scope(() => forward(...inputs).dataSync()));
}

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

for (const [part, some] of inBothParts(readdirSync(golden), 10))
  describe.each(some)("a published %s", part, (name) => {
    test("computes the same on two devices, gradients and all that it shows on the way", async () => {
      const { model } = await open(name);
      const inputs = model.sampleInputs(2);
      const { tensors } = await verify(model, inputs, defaultDevice(), referenceDevice());
      // The gradient of a key's bias is 0 but for rounding: the softmax does not see it.
      expect(tensors.filter(({ agrees, absolute }) => !agrees && absolute > 1e-5)).toEqual([]);
      const forward = tensors.filter(({ pass }) => pass === "forward").map(({ name: of }) => of);
      expect(forward.filter((of) => of.endsWith("/output")).length).toBeGreaterThan(3);
      expect(tensors.some(({ pass }) => pass === "gradient")).toBe(true);
      model.dispose();
    });

    test("shows attention weights by role, with symbolic axes", async () => {
      const { model } = await open(name);
      using seen = capture(model, () => void outputOf(model));
      const weights = [...seen].find(({ role }) => role === "weights");
      expect(weights?.axes).toHaveLength(4);
      model.dispose();
    });

    test("is quantised", async () => {
      const { model } = await open(name);
      const before = outputOf(model);
      const scale = Math.sqrt(
        Array.from(before).reduce((sum, x) => sum + x * x, 0) / before.length,
      );
      expect(quantize(model, "bf16").length).toBeGreaterThan(0);
      const after = outputOf(model);
      expect(worst(before, after)).toBeGreaterThan(0);
      expect(worst(before, after)).toBeLessThan(0.3 * Math.max(scale, 0.1));
      model.dispose();
    });
  });

const decoders = ["gpt2", "llama", "gpt_neox", "phi3", "gemma3"];
const ids = Int32Array.from({ length: 24 }, (_, i) => (7 * i) % 11);

/** Losses of some steps of AdamW on one batch. */
function learn(model: Model): readonly number[] {
  if (!isDecoder(model)) throw new Error("expected a decoder");
  const optimizer = new AdamW(
    model.parameters().filter(({ requiresGrad }) => requiresGrad),
    { lr: 0.01 },
  );
  model.train();
  const losses = Array.from({ length: 12 }, () => {
    optimizer.zeroGrad();
    const value = scope(() => {
      const input = tensor(ids, { shape: [2, 12] });
      const loss = crossEntropy(model.forward(input), input);
      loss.backward();
      return loss.item();
    });
    optimizer.step();
    return value;
  });
  optimizer.dispose();
  model.eval();
  return losses;
}

/** Written and read again. */
async function again(model: Model): Promise<Model> {
  const files = await pretrainedFiles({ model });
  const whole = await Promise.all(
    files.map(
      async ([file, part]) =>
        [file, part instanceof Uint8Array ? part : await part.bytes()] as const,
    ),
  );
  return (await fromPretrained(filesInMemory(new Map(whole)))).model;
}

describe.each(decoders)("fine-tuning of a published %s", (name) => {
  test("whole: the loss falls, and the saved model gives the same logits", async () => {
    const { model } = await open(name);
    const losses = learn(model);
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
    const reloaded = await again(model);
    expect(outputOf(reloaded)).toEqual(outputOf(model));
  });

  test("with frozen layers: they stay to the bit", async () => {
    const { model } = await open(name);
    const before = valuesOf(model);
    const frozen = freeze(model, "*.0.*");
    const losses = learn(model);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    const changed = [...valuesOf(model)].filter(
      ([key, values]) => worst(values, before.get(key)!) > 0,
    );
    expect(frozen.length).toBeGreaterThan(0);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.filter(([key]) => /\.0\./.test(key))).toEqual([]);
  });

  test("with LoRA: the base stays to the bit, and merged it is saved and read as any model", async () => {
    const { model } = await open(name);
    const before = valuesOf(model);
    addLora(model, { rank: 4, targets: "*.0.*" });
    const losses = learn(model);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    for (const [key, values] of before)
      expect(model.stateDict().get(key)!.dataSync()).toEqual(values);
    expect(loraStateDict(model).size).toBeGreaterThan(0);
    const adapted = outputOf(model);
    mergeLora(model);
    removeLora(model);
    const reloaded = await again(model);
    expect(worst(outputOf(reloaded), adapted)).toBeLessThan(1e-3);
  });
});
