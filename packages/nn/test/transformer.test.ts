import { describe, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { Linear } from "../src/layers/linear.ts";
import { Module } from "../src/module/module.ts";
import { tanh } from "../src/ops/tanh.ts";
import { Generator } from "../src/random/generator.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { Transformer } from "../src/transformer/transformer.ts";
import { readSafetensors } from "../src/weights/read-safetensors.ts";

const small = {
  dModel: 4,
  nhead: 2,
  numEncoderLayers: 1,
  numDecoderLayers: 1,
  dimFeedforward: 6,
  dropout: 0,
};
const random = new Generator(17);
const randomTensor = (...shape: number[]): Tensor =>
  tensor(Float32Array.from(random.normal(shape.reduce((a, b) => a * b, 1))), { shape });

const attention = (path: string): [string, number[]][] => [
  [`${path}.in_proj_weight`, [12, 4]],
  [`${path}.in_proj_bias`, [12]],
  [`${path}.out_proj.weight`, [4, 4]],
  [`${path}.out_proj.bias`, [4]],
];
const linear = (path: string, outputs: number, inputs: number): [string, number[]][] => [
  [`${path}.weight`, [outputs, inputs]],
  [`${path}.bias`, [outputs]],
];
const norm = (path: string): [string, number[]][] => [
  [`${path}.weight`, [4]],
  [`${path}.bias`, [4]],
];
/** [*nn.Transformer(4, 2, 1, 1, 6).state_dict()] of PyTorch, in its order. */
const pytorch = [
  ...attention("encoder.layers.0.self_attn"),
  ...linear("encoder.layers.0.linear1", 6, 4),
  ...linear("encoder.layers.0.linear2", 4, 6),
  ...norm("encoder.layers.0.norm1"),
  ...norm("encoder.layers.0.norm2"),
  ...norm("encoder.norm"),
  ...attention("decoder.layers.0.self_attn"),
  ...attention("decoder.layers.0.multihead_attn"),
  ...linear("decoder.layers.0.linear1", 6, 4),
  ...linear("decoder.layers.0.linear2", 4, 6),
  ...norm("decoder.layers.0.norm1"),
  ...norm("decoder.layers.0.norm2"),
  ...norm("decoder.layers.0.norm3"),
  ...norm("decoder.norm"),
];

describe("save and load", () => {
  test("keys, shapes and their order are PyTorch's", async () => {
    const { tensors, metadata } = readSafetensors(await new Transformer(small).save());
    const saved = [...tensors].map(([key, { shape }]) => [key, [...shape]]);
    expect(saved.toSorted()).toEqual(pytorch.toSorted());
    expect([...new Transformer(small).stateDict().keys()]).toEqual(pytorch.map(([key]) => key));
    expect(metadata.format).toBe("pt");
  });

  test.each([
    ["post-norm", {}],
    ["pre-norm, gelu, no bias", { normFirst: true, activation: "gelu", bias: false } as const],
    ["tokens first", { batchFirst: false, layerNormEps: 1e-3 }],
  ])("the round trip is bit-exact: %s", async (_, options) => {
    const model = new Transformer({ ...small, ...options });
    for (const parameter of model.parameters()) {
      const values = Float32Array.from(random.normal(parameter.size));
      parameter.device.backend.upload(parameter.storage.buffer, values);
    }
    const bytes = await model.save();
    const loaded = Transformer.load(bytes);
    const theirs = loaded.stateDict();
    for (const [key, value] of model.stateDict())
      expect(theirs.get(key)!.dataSync(), key).toEqual(value.dataSync());
    expect(await loaded.save()).toEqual(bytes);
    const [src, tgt] = [randomTensor(2, 2, 4), randomTensor(2, 2, 4)];
    expect(loaded.forward(src, tgt).dataSync()).toEqual(model.forward(src, tgt).dataSync());
  });

  class Pass extends Module {
    readonly linear = this.child("linear", new Linear(4, 4));
    forward(x: Tensor): Tensor {
      return this.linear.forward(x);
    }
  }
  test.each([
    ["customEncoder", { customEncoder: new Pass() }],
    ["customDecoder", { customDecoder: new Pass() }],
    ["activation", { activation: tanh }],
  ])("%s of one's own is refused", async (_, options) => {
    const model = new Transformer({ ...small, ...options });
    await expect(model.save()).rejects.toThrow(
      "customEncoder, customDecoder and an activation function cannot be saved",
    );
  });

  test("a file that another program wrote, or a false option, is refused", async () => {
    const { parsePlainOptions } = await import("../src/transformer/transformer-config.ts");
    expect(() => parsePlainOptions(undefined)).toThrow("was it written by save()?");
    expect(() => parsePlainOptions('{"dModel":-1}')).toThrow(
      "options.dModel is -1, expected an integer from 1",
    );
    expect(() => parsePlainOptions('{"customEncoder":1}')).toThrow(
      "options has unknown fields: customEncoder",
    );
    expect(() => parsePlainOptions("[1]")).toThrow("options is [1], expected an object");
  });

  test("a file whose tensors do not fit its options is refused by key", async () => {
    const { tensors } = readSafetensors(await new Transformer(small).save());
    const larger = new Transformer({ ...small, dimFeedforward: 7 });
    expect(() => larger.loadStateDict(tensors)).toThrow("encoder.layers.0.linear1.weight");
  });
});

test("encode then decode is forward, and generateSourceKeyPaddingMask marks the padding", () => {
  const model = new Transformer(small);
  const [src, tgt] = [randomTensor(2, 3, 4), randomTensor(2, 2, 4)];
  const ids = tensor(
    [
      [5, 6, 0],
      [7, 0, 0],
    ],
    { dtype: "int32" },
  );
  const padding = Transformer.generateSourceKeyPaddingMask(ids, 0);
  expect(Array.from(padding.dataSync())).toEqual([0, 0, 1, 0, 1, 1]);
  const masks = { srcKeyPaddingMask: padding, memoryKeyPaddingMask: padding };
  const tgtMask = Transformer.generateSquareSubsequentMask(2);
  const whole = model.forward(src, tgt, { ...masks, tgtMask });
  const memory = model.encode(src, { srcKeyPaddingMask: padding });
  const parts = model.decode(tgt, memory, { memoryKeyPaddingMask: padding, tgtIsCausal: true });
  for (const [i, value] of Array.from(whole.dataSync()).entries())
    expect(parts.dataSync()[i]).toBeCloseTo(value, 5);
});
