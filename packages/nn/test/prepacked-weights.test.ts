import { readdirSync, readFileSync } from "node:fs";
import { createWasmBackend } from "@qkv/core-wasm";
import { describe, expect, it } from "vitest";
import { noGrad } from "../src/autograd/grad-mode.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { init } from "../src/device/init.ts";
import { tensorMethods } from "../src/device/tensor-methods.ts";
import { addLora, loraStateDict, mergeLora, unmergeLora } from "../src/fine-tuning/lora.ts";
import { generate } from "../src/generation/generate.ts";
import { Linear } from "../src/layers/linear.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { sum } from "../src/ops/sum.ts";
import { AdamW } from "../src/optim/adam.ts";
import { SGD } from "../src/optim/sgd.ts";
import { WeightAverage } from "../src/optim/weight-average.ts";
import { Generator } from "../src/random/generator.ts";
import { Device } from "../src/tensor/device.ts";
import { launch } from "../src/tensor/launch.ts";
import { scope } from "../src/tensor/scope.ts";
import { CharacterTokenizer } from "../src/tokenizers/character-tokenizer.ts";

const rows = 16;
const makeLinear = (device = defaultDevice()): Linear =>
  new Linear(12, 9, { generator: new Generator(1), device });
const makeInput = (count = rows, device = defaultDevice()) =>
  tensor(
    Float32Array.from({ length: 12 * count }, (_, i) => Math.sin(i + 1)),
    { shape: [count, 12], device },
  );

/** By prepacked weights, and by the weights as they are: what is recorded takes no copy. */
function outputs(linear: Linear, x = makeInput()) {
  const inferred = noGrad(() => scope(() => linear.forward(x).dataSync()));
  linear.weight.requiresGrad_();
  const recorded = scope(() => linear.forward(x).dataSync());
  return { inferred, recorded };
}

function learn(linear: Linear, optimizer: SGD | AdamW): void {
  scope(() => sum(linear.forward(makeInput())).backward());
  optimizer.step();
  optimizer.zeroGrad();
}

/** Every way to change a weight. */
const changes: Readonly<Record<string, (linear: Linear) => void>> = {
  "an SGD step": (linear) => learn(linear, new SGD(linear.parameters(), { lr: 0.1 })),
  "an AdamW step": (linear) => learn(linear, new AdamW(linear.parameters(), { lr: 0.1 })),
  loadStateDict: (linear) => {
    const other = new Linear(12, 9, { generator: new Generator(2) });
    linear.loadStateDict(other.stateDict());
    other.dispose();
  },
  upload: (linear) => linear.weight.upload(new Float32Array(12 * 9).fill(0.5)),
  "an update of a view": (linear) =>
    scope(() => {
      const target = linear.weight.reshape(9 * 12);
      launch("accumulate", { target, x: tensor(new Float32Array(108).fill(1)) }, {});
    }),
  "swapping an average in": (linear) => {
    using average = new WeightAverage(linear);
    linear.weight.upload(new Float32Array(12 * 9).fill(0.25));
    average.update();
    linear.weight.upload(new Float32Array(12 * 9).fill(0.5));
    outputs(linear);
    average.swapIn();
  },
  "merging an adapter": (linear) => {
    addLora(linear, { rank: 2, generator: new Generator(3) });
    loraStateDict(linear).get("lora_B.weight")!.upload(new Float32Array(18).fill(0.25));
    mergeLora(linear);
  },
};

describe("prepacked weights", () => {
  it.each(Object.entries(changes))("are made anew after %s", (_, change) => {
    const before = defaultDevice().memory().buffers;
    scope(() => {
      const linear = makeLinear();
      const first = outputs(linear);
      expect(first.inferred).toEqual(first.recorded);
      change(linear);
      const second = outputs(linear);
      expect(second.inferred).toEqual(second.recorded);
      expect(second.inferred).not.toEqual(first.inferred);
      linear.dispose();
    });
    expect(defaultDevice().memory().buffers).toBeLessThan(before + 8); // moments of optimisers
  });

  it("follow an adapter that is taken out of the weight again", () => {
    const linear = makeLinear();
    changes["merging an adapter"]!(linear);
    const merged = outputs(linear).inferred;
    unmergeLora(linear);
    mergeLora(linear);
    expect(outputs(linear).inferred).toEqual(outputs(linear).recorded);
    expect(merged.length).toBe(rows * 9);
    linear.dispose();
  });

  it("count as memory, once a weight, and go with it or with its values", () => {
    const device = defaultDevice();
    const x = makeInput();
    const { bytes } = device.memory();
    const linear = makeLinear();
    const copy = 4 * 16 * 12; // 9 columns in two panels of 8
    const own = 4 * (12 * 9 + 9);
    outputs(linear, x);
    outputs(linear, x);
    expect(device.memory().bytes - bytes).toBe(own + copy);
    linear.weight.upload([1]);
    expect(device.memory().bytes - bytes).toBe(own);
    outputs(linear, x);
    linear.dispose();
    expect(device.memory().bytes).toBe(bytes);
    x.dispose();
  });

  it("are not made of what is recorded, nor of tensors that do not last", () => {
    const device = defaultDevice();
    const linear = makeLinear();
    const [x, b] = [makeInput(), makeInput(12)];
    const { bytes } = device.memory();
    scope(() => void linear.forward(x));
    noGrad(() => scope(() => void x.matmul(b)));
    expect(device.memory().bytes).toBe(bytes);
    for (const owner of [linear, x, b]) owner.dispose();
  });

  it("give each row the bits that it has among many", () => {
    const linear = makeLinear();
    const { inferred } = outputs(linear);
    for (let count = 1; count < rows; count++)
      expect(outputs(linear, makeInput(count)).inferred).toEqual(inferred.slice(0, 9 * count));
    linear.dispose();
  });

  it("are left out of a device that was made without", async () => {
    const device = new Device(createWasmBackend({ prepack: false }), tensorMethods);
    const [linear, x] = [makeLinear(device), makeInput(rows, device)];
    const { bytes } = device.memory();
    const { inferred, recorded } = outputs(linear, x);
    expect(inferred).toEqual(recorded);
    expect(device.memory().bytes).toBe(bytes);
    // @ts-expect-error: no such option
    await expect(init({ prepacked: false })).rejects.toThrow(
      "init: unknown option prepacked, expected one of device, threads, build, prepack",
    );
  });

  it("are those of the new weights in the next generation", async () => {
    const text = "to be or not to be";
    const tokenizer = CharacterTokenizer.train(text);
    const make = (seed: number): Gpt =>
      new Gpt(
        { vocabSize: tokenizer.vocabSize, contextLength: 16, layers: 1, heads: 2, dModel: 16 },
        { generator: new Generator(seed) },
      );
    const [first, second] = [make(1), make(2)];
    const said = (model: Gpt) => generate(model, tokenizer, "to", { maxNewTokens: 8, seed: 3 });
    const expected = await said(second);
    expect(await said(first)).not.toEqual(expected);
    first.loadStateDict(second.stateDict());
    expect(await said(first)).toEqual(expected);
    for (const model of [first, second]) model.dispose();
  });
});

it("only Storage writes host values, for it knows what was made of the old ones", () => {
  const source = new URL("../src/", import.meta.url);
  const writers = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => readFileSync(new URL(file, source), "utf8").includes("backend.upload("));
  expect(writers).toEqual(["tensor/storage.ts"]);
});
