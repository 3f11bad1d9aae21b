import { type QuantizedFormat, quantizedFormats } from "@qkv/core-wasm/contract";
import { describe, expect, it } from "vitest";
import { noGrad } from "../src/autograd/grad-mode.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { unfreeze } from "../src/fine-tuning/freeze.ts";
import {
  addLora,
  loadLoraStateDict,
  loraStateDict,
  mergeLora,
  removeLora,
} from "../src/fine-tuning/lora.ts";
import { LowRankAdapter } from "../src/fine-tuning/low-rank-adapter.ts";
import { Embedding } from "../src/layers/embedding.ts";
import { FloatWeight } from "../src/layers/float-weight.ts";
import { Linear } from "../src/layers/linear.ts";
import { Sequential } from "../src/module/sequential.ts";
import { quantizedMatmul } from "../src/ops/quantized-matmul.ts";
import { AdamW } from "../src/optim/adam.ts";
import { loadQuantized } from "../src/quantization/load-quantized.ts";
import { quantize } from "../src/quantization/quantize.ts";
import { Generator } from "../src/random/generator.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { checkpoint } from "../src/training/activation-checkpoint.ts";
import { saveModel } from "../src/training/checkpoint.ts";
import { readSafetensors } from "../src/weights/read-safetensors.ts";
import { worstGradientError } from "./finite-differences.ts";
import { lossesOf, tinyTraining } from "./tiny-training.ts";

const formats = ["bf16", "f16", "int8", "int4"] as const;
const [rows, width] = [19, 70]; // more than a panel, more than a block

/** A quantised Linear, and a float one with the very weights that its words stand for. */
function twins(format: QuantizedFormat, generator = new Generator(5)) {
  const packed = new Linear(width, rows, { generator });
  const bias = packed.bias!.dataSync();
  quantize(packed, format);
  const { tensors } = readParts(packed);
  const weight = quantizedFormats[format].decode(
    [rows, width],
    tensors.get(`weight_packed_${format}`)!,
    tensors.get("weight_scales"),
  );
  const float = new Linear(width, rows, { weightInit: () => weight, biasInit: () => bias });
  return { packed, float };
}

const readParts = (linear: Linear) => ({
  tensors: new Map([...linear.stateDict()].map(([key, value]) => [key, value.dataSync()])),
});

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const root = Math.sqrt(Array.from(b).reduce((sum, x) => sum + x * x, 0) / b.length);
  return Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!))) / root;
};

describe("gradients pass through a packed weight", () => {
  it.each(["bf16", "f16"] as const)("%s: those of central differences", (format) => {
    const random = new Generator(2);
    const shape = [11, 37];
    const { round, packedShape } = quantizedFormats[format];
    const { packed } = round(shape, random.normal(11 * 37), "a weight");
    const body = ({ x, bias, words }: Readonly<Record<string, Tensor>>): Tensor =>
      quantizedMatmul(
        x!,
        { format, rows: 11, width: 37, packed: words!, scales: undefined },
        bias!,
      );
    const values = {
      x: Float64Array.from(random.normal(2 * 3 * 37)),
      bias: Float64Array.from(random.normal(11)),
      words: packed,
    };
    const shapes = { x: [2, 3, 37], bias: [11], words: packedShape(shape) };
    const { worst, nonZero } = worstGradientError(body, values, shapes);
    expect(worst).toBeLessThan(1e-7);
    expect(nonZero).toEqual(["x", "bias"]);
  });

  it.each(formats)("%s: those of a float Linear with the decoded weight", (format) => {
    const { buffers } = defaultDevice().memory();
    const { packed, float } = twins(format);
    unfreeze(packed, "bias");
    const random = new Generator(6);
    const [values, cotangent] = [random.normal(6 * width), random.normal(6 * rows)];
    const gradients = [packed, float].map((linear) =>
      scope(() => {
        const x = tensor(values, { shape: [2, 3, width], requiresGrad: true });
        const gradient = tensor(cotangent, { shape: [2, 3, rows] });
        const residual = tensor(cotangent, { shape: [2, 3, rows], requiresGrad: true });
        linear.forward(x, { residual }).backward({ gradient });
        return [x.grad!, linear.bias!.grad!, residual.grad!].map((grad) => grad.dataSync());
      }),
    );
    for (const [i, gradient] of gradients[0]!.entries())
      expect(worst(gradient, gradients[1]![i]!)).toBeLessThan(1e-5);
    packed.dispose();
    float.dispose();
    expect(defaultDevice().memory().buffers).toBe(buffers);
  });

  it.each([
    ["rows of x", 3, 0],
    ["rows of the weight", 0, 2],
  ])("also where there are no %s", (_, outFeatures, count) => {
    using linear = new Linear(4, outFeatures);
    quantize(linear, "int8");
    using x = tensor(new Float32Array(4 * count).fill(1), { shape: [count, 4] }).requiresGrad_();
    using y = linear.forward(x);
    using gradient = tensor(new Float32Array(), { shape: [count, outFeatures] });
    y.backward({ gradient });
    expect(x.grad!.shape).toEqual([count, 4]);
    expect([...x.grad!.dataSync()]).toEqual(new Array(4 * count).fill(0));
  });
});

describe("an adapter in front of a packed weight", () => {
  it.each(formats)("%s: learns as in front of the decoded weight", (format) => {
    const { packed, float } = twins(format);
    const generator = new Generator(9);
    const [values, cotangent] = [generator.normal(5 * width), generator.normal(5 * rows)];
    const [a, b] = [generator.normal(4 * width), generator.normal(rows * 4)];
    const results = [packed, float].map((linear) => {
      expect(addLora(linear, { rank: 4, alpha: 6 })).toEqual([""]);
      const parts = loraStateDict(linear);
      parts.get("lora_A.weight")!.upload(a);
      parts.get("lora_B.weight")!.upload(b);
      return scope(() => {
        const x = tensor(values, { shape: [5, width], requiresGrad: true });
        const y = linear.forward(x);
        y.backward({ gradient: tensor(cotangent, { shape: [5, rows] }), retainGraph: true });
        const gradients = [x, ...parts.values()].map(({ grad }) => grad!.dataSync());
        return { y: y.dataSync(), gradients };
      });
    });
    const [quantised, plain] = [results[0]!, results[1]!];
    // What is left of the product is x rounded to 8 bits, where the format does that.
    expect(worst(quantised.y, plain.y)).toBeLessThan(
      quantizedFormats[format].integer ? 0.01 : 1e-5,
    );
    for (const [i, gradient] of quantised.gradients.entries())
      expect(worst(gradient, plain.gradients[i]!)).toBeLessThan(1e-5);
    packed.dispose();
    float.dispose();
  });

  it("trains a GPT whose weights stay in 4 bits, is saved alone, loads again, and leaves", async () => {
    const { model, trainer, data, generator, optimizer: first } = tinyTraining({ steps: 60 });
    await trainer.fit({ steps: 60 });
    first.dispose();
    quantize(model, "int4");
    const base = readSafetensors(await saveModel(model)).tensors;
    const [before, parameters] = [logits(model), model.numParameters()];
    const keys = [...model.stateDict().keys()];
    const paths = addLora(model, { rank: 2, alpha: 4, targets: "*.h.*" });
    expect(paths).toHaveLength(8);
    expect(logits(model)).toEqual(before); // B is zero
    const optimizer = new AdamW(model.parameters(), { lr: 0.02 });
    const options = { ...trainer.options, model, data, generator, optimizer };
    const { trainer: tuning } = tinyTraining(options);
    const losses = lossesOf(await tuning.fit({ steps: 80 }));
    const mean = (of: readonly number[]) => of.reduce((sum, x) => sum + x) / of.length;
    expect(mean(losses.slice(-10))).toBeLessThan(mean(losses.slice(0, 10)) - 0.05);
    for (const [key, { values }] of base)
      expect(model.stateDict().get(key)!.dataSync(), key).toEqual(values);
    const tuned = logits(model);
    expect(tuned).not.toEqual(before);

    using other = tinyTraining().model;
    loadQuantized(other, base);
    addLora(other, { rank: 2, alpha: 4, targets: "*.h.*" });
    loadLoraStateDict(other, loraStateDict(model));
    expect(logits(other)).toEqual(tuned);

    expect(() => mergeLora(model)).toThrow(
      /^mergeLora: the weight of transformer.h.0.attn.c_attn is quantised \(int4\), expected float32/,
    );
    expect(logits(model)).toEqual(tuned);
    const adapters = [...loraStateDict(model).values()].reduce((sum, { size }) => sum + size, 0);
    expect(model.numParameters()).toBe(parameters + adapters);
    removeLora(model);
    expect(logits(model)).toEqual(before);
    expect([...model.stateDict().keys()]).toEqual(keys);
    optimizer.dispose();
    model.dispose();
  });

  it("has the same gradients when its module is computed twice", () => {
    const { packed, float } = twins("int8");
    using model = new Sequential(packed);
    addLora(model, { rank: 2 });
    const [, b] = [...loraStateDict(model).values()];
    b!.upload(new Generator(1).normal(b!.size));
    const values = new Generator(3).normal(4 * width);
    const gradients = [(x: Tensor) => model.forward(x), (x: Tensor) => checkpoint(model, x)].map(
      (forward) =>
        scope(() => {
          const x = tensor(values, { shape: [4, width], requiresGrad: true });
          const gradient = tensor(new Float32Array(4 * rows).fill(1), { shape: [4, rows] });
          forward(x).backward({ gradient });
          const made = [x, ...loraStateDict(model).values()].map(({ grad }) => grad!.dataSync());
          model.zeroGrad();
          return made;
        }),
    );
    expect(gradients[1]).toEqual(gradients[0]);
    float.dispose();
  });
});

it("rows of a weight with an adapter are those of the weight that has taken it up", () => {
  const generator = new Generator(4);
  using embedding = new Embedding(9, 5, { generator });
  const adapter = new LowRankAdapter(new FloatWeight(embedding.weight), {
    ...{ rank: 2, alpha: 3, dropout: 0, generator },
  });
  adapter.up.weight.upload(generator.normal(18));
  embedding.hold(adapter);
  using ids = tensor([[8, 0, 3]], { dtype: "int32" });
  const rowsOf = () => noGrad(() => scope(() => embedding.forward(ids).dataSync()));
  const [apart, plain] = [rowsOf(), scope(() => adapter.base.rows(ids, undefined).dataSync())];
  adapter.setMerged(true, embedding.weight);
  expect(worst(apart, rowsOf())).toBeLessThan(1e-6);
  expect(worst(apart, plain)).toBeGreaterThan(0.1);
});

it("a float weight may take the place of a packed one: the module has its tensors and no others", () => {
  using linear = new Linear(40, 3);
  quantize(linear, "int4");
  const { quantized } = linear;
  using weight = tensor(new Float32Array(120).fill(1), { shape: [3, 40] });
  linear.hold(new FloatWeight(weight));
  for (const tensor of quantized!.buffers.values()) tensor.dispose();
  expect([...linear.stateDict().keys()].sort()).toEqual(["bias", "weight"]);
  expect(linear.parameters()).toContain(weight);
  expect(linear.quantized).toBeUndefined();
});

function logits(model: ReturnType<typeof tinyTraining>["model"]): ArrayLike<number> {
  const ids = Int32Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
  return noGrad(() => scope(() => model.forward(tensor(ids, { shape: [1, 8] })).dataSync()));
}
