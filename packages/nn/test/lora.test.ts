import { beforeEach, describe, expect, test } from "vitest";
import { noGrad } from "../src/autograd/grad-mode.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { freeze } from "../src/fine-tuning/freeze.ts";
import {
  addLora,
  loadLoraStateDict,
  loraStateDict,
  mergeLora,
  removeLora,
  unmergeLora,
} from "../src/fine-tuning/lora.ts";
import { saveLora } from "../src/fine-tuning/save-lora.ts";
import { Linear } from "../src/layers/linear.ts";
import { Sequential } from "../src/module/sequential.ts";
import { AdamW } from "../src/optim/adam.ts";
import { Generator } from "../src/random/generator.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { readSafetensors } from "../src/weights/read-safetensors.ts";
import { tinyTraining } from "./tiny-training.ts";

/** A and B of the adapter of a Linear. */
const partsOf = (linear: Linear): readonly [Tensor, Tensor] => {
  const dict = loraStateDict(linear);
  return [dict.get("lora_A.weight")!, dict.get("lora_B.weight")!];
};

const targets = ["transformer.h.*.attn.*", "*.mlp.c_fc"];

describe("adapters on a GPT", () => {
  let made = tinyTraining();
  beforeEach(() => {
    made = tinyTraining();
  });
  const ids = tensor(Int32Array.from([1, 2, 3, 4, 5, 6, 7, 8]), { shape: [1, 8] });
  const logits = (): Float32Array =>
    Float32Array.from(noGrad(() => scope(() => made.model.forward(ids).dataSync())));
  const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!)));
  const learn = async (steps: number): Promise<void> => {
    const { model, data, generator, trainer } = made;
    const optimizer = new AdamW(model.parameters(), { lr: 0.05 });
    const { trainer: tuning } = tinyTraining({
      ...trainer.options,
      model,
      data,
      generator,
      optimizer,
    });
    await tuning.fit({ steps });
    optimizer.dispose();
  };

  test("start as the model was, learn alone, merge, unmerge, leave", async () => {
    const { model } = made;
    const before = logits();
    const base = new Map([...model.namedParameters()].map(([n, t]) => [n, [...t.dataSync()]]));
    const paths = addLora(model, { rank: 2, alpha: 4, targets });
    expect(paths).toHaveLength(6);
    expect(logits()).toEqual(before); // B is zero
    await learn(20);
    for (const [name, values] of base) {
      const now = [...model.stateDict().get(name)!.dataSync()];
      expect([name, now]).toEqual([name, values]); // frozen
    }
    const tuned = logits();
    expect(worst(tuned, before)).toBeGreaterThan(0.05);
    mergeLora(model);
    mergeLora(model); // changes nothing
    expect(worst(logits(), tuned)).toBeLessThan(1e-5);
    unmergeLora(model);
    for (const [name, values] of base)
      expect(worst(model.stateDict().get(name)!.dataSync(), values)).toBeLessThan(1e-6);
    expect(worst(logits(), tuned)).toBeLessThan(1e-5);
    removeLora(model);
    expect(worst(logits(), before)).toBeLessThan(1e-5);
    expect([...model.stateDict().keys()].some((key) => key.includes("lora"))).toBe(false);
    expect(model.parameters().every(({ requiresGrad }) => requiresGrad)).toBe(true);
  });

  test("are saved alone and load again", async () => {
    addLora(made.model, { rank: 2, targets });
    await learn(3);
    const tuned = logits();
    const { tensors } = readSafetensors(await saveLora(made.model));
    expect([...tensors.keys()].slice(0, 2)).toEqual([
      "transformer.h.0.attn.c_attn.lora_A.weight",
      "transformer.h.0.attn.c_attn.lora_B.weight",
    ]);
    expect([...tensors.keys()]).toEqual([...loraStateDict(made.model).keys()]);
    made = tinyTraining();
    addLora(made.model, { rank: 2, targets });
    loadLoraStateDict(made.model, tensors);
    expect(logits()).toEqual(tuned);
    removeLora(made.model);
    addLora(made.model, { rank: 3, targets });
    expect(() => loadLoraStateDict(made.model, tensors)).toThrow(
      "transformer.h.0.attn.c_attn.lora_A.weight is [2, 16], expected [3, 16]",
    );
    removeLora(made.model);
    addLora(made.model, { rank: 2, targets: "*.c_fc" });
    expect(() => loadLoraStateDict(made.model, tensors)).toThrow(
      "unexpected keys: transformer.h.0.attn",
    );
  });

  test("errors say what is wrong, and change nothing", () => {
    const { model } = made;
    expect(() => mergeLora(model)).toThrow(
      "mergeLora: there is no adapter, expected addLora before",
    );
    expect(() => addLora(model, { targets: "decoder.*" })).toThrow(
      'addLora: "decoder.*" meets no name, expected one like transformer.h.0.attn.c_attn',
    );
    expect(() => addLora(model, { rank: 0 })).toThrow("rank is 0, expected an integer from 1");
    expect(() => addLora(model, { r: 1 } as never)).toThrow(
      "addLora: unknown option r, expected one of rank, alpha",
    );
    expect(model.parameters().every(({ requiresGrad }) => requiresGrad)).toBe(true);
    addLora(model, { targets: "lm_head" });
    expect(() => addLora(model)).toThrow("lm_head has an adapter, expected none");
    expect(() => mergeLora(model)).toThrow(
      "the weight of lm_head is shared (transformer.wte.weight, lm_head.weight)",
    );
    removeLora(model);
    addLora(model, { targets });
    mergeLora(model);
    expect(() => loadLoraStateDict(model, loraStateDict(model))).toThrow(
      "is merged, expected unmerge",
    );
  });
});

test.each(["none", "relu", "gelu", "geluTanh"] as const)(
  "y = activation(W x + b + alpha / r B A x), activation %s",
  (activation) => {
    const before = defaultDevice().memory().buffers;
    const random = new Generator(4);
    const plain = new Linear(5, 3, { generator: random });
    const x = tensor(random.normal(10), { shape: [2, 5] });
    addLora(plain, { rank: 2, alpha: 3, generator: random });
    const [a, b] = partsOf(plain);
    expect(a.dataSync().some((v) => v !== 0)).toBe(true);
    const { backend } = x.device;
    backend.upload(b.storage.buffer, random.normal(6));
    const weight = [...plain.weight.dataSync()].map((w, at) => {
      const [row, column] = [Math.floor(at / 5), at % 5];
      const product = [0, 1].map((r) => b.dataSync()[row * 2 + r]! * a.dataSync()[r * 5 + column]!);
      return w + 1.5 * (product[0]! + product[1]!);
    });
    const expected = new Linear(5, 3, {
      weightInit: () => weight,
      biasInit: () => plain.bias!.dataSync(),
    });
    const output = (model: Linear): Tensor => model.forward(x, { activation });
    scope(() => {
      const [actual, wanted] = [output(plain).dataSync(), output(expected).dataSync()];
      actual.forEach((y, i) => {
        expect(y).toBeCloseTo(wanted[i]!, 5);
      });
      output(plain).backward({ gradient: tensor(new Float32Array(6).fill(1), { shape: [2, 3] }) });
    });
    expect([a.grad, b.grad].every((grad) => grad !== undefined)).toBe(true);
    expect([plain.weight.grad, plain.bias!.grad]).toEqual([undefined, undefined]);
    plain.dispose();
    expected.dispose();
    x.dispose();
    expect(defaultDevice().memory().buffers).toBe(before);
  },
);

test("dropout is the adapter's alone, and only while training", () => {
  const model = new Linear(64, 4);
  addLora(model, { dropout: 0.5 });
  const { device, storage, size } = partsOf(model)[1];
  device.backend.upload(storage.buffer, new Float32Array(size).fill(0.1));
  const x = tensor(new Float32Array(64).fill(1), { shape: [1, 64] });
  const outputs = () => [...scope(() => model.forward(x)).dataSync()];
  expect(outputs()).not.toEqual(outputs());
  model.eval();
  expect(outputs()).toEqual(outputs());
});

test("parameters keep their places and whether they learn, with an adapter and after it", () => {
  using model = new Sequential(new Linear(6, 5), new Linear(5, 4));
  const keys = [...model.stateDict().keys()];
  freeze(model, "0.weight");
  const learning = model.parameters().map(({ requiresGrad }) => requiresGrad);
  addLora(model, { rank: 2 });
  expect([...model.stateDict().keys()]).toEqual([
    ...["0.weight", "0.bias", "0.lora_A.weight", "0.lora_B.weight"],
    ...["1.weight", "1.bias", "1.lora_A.weight", "1.lora_B.weight"],
  ]);
  expect([...model.namedModules()].map(([path]) => path)).toContain("1.lora_dropout");
  expect(model.stateDict().get("0.weight")!.requiresGrad).toBe(false);
  removeLora(model);
  expect([...model.stateDict().keys()]).toEqual(keys);
  expect(model.parameters().map(({ requiresGrad }) => requiresGrad)).toEqual(learning);
  expect([...model.namedModules()].map(([path]) => path)).toEqual(["", "0", "1"]);
});
