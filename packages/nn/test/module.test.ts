import { describe, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { Dropout } from "../src/layers/dropout.ts";
import { Linear } from "../src/layers/linear.ts";
import { Seq2Seq } from "../src/models/encoder-decoder/seq2seq.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { Module } from "../src/module/module.ts";
import { Generator, manualSeed } from "../src/random/generator.ts";
import { scope } from "../src/tensor/scope.ts";

const config = { vocabSize: 11, contextLength: 8, layers: 2, heads: 2, dModel: 6 };

describe("state dict", () => {
  test("has GPT-2's keys; a tied head appears under both names and counts once", () => {
    const model = new Gpt({ ...config, layers: 1 });
    expect([...model.stateDict().keys()]).toEqual([
      "transformer.wte.weight",
      "transformer.wpe.weight",
      "transformer.h.0.ln_1.weight",
      "transformer.h.0.ln_1.bias",
      "transformer.h.0.attn.c_attn.weight",
      "transformer.h.0.attn.c_attn.bias",
      "transformer.h.0.attn.c_proj.weight",
      "transformer.h.0.attn.c_proj.bias",
      "transformer.h.0.ln_2.weight",
      "transformer.h.0.ln_2.bias",
      "transformer.h.0.mlp.c_fc.weight",
      "transformer.h.0.mlp.c_fc.bias",
      "transformer.h.0.mlp.c_proj.weight",
      "transformer.h.0.mlp.c_proj.bias",
      "transformer.ln_f.weight",
      "transformer.ln_f.bias",
      "lm_head.weight",
    ]);
    const dict = model.stateDict();
    expect(dict.get("lm_head.weight")).toBe(dict.get("transformer.wte.weight"));
    // wte 66, wpe 48, norms 3 * 12, qkv 126, projection 42, mlp 168 + 150
    expect(model.numParameters()).toBe(66 + 48 + 36 + 126 + 42 + 168 + 150);
  });

  test("goes from one model to another", () => {
    const [from, to] = [new Gpt(config), new Gpt(config)];
    const ids = tensor([[1, 2, 3]], { dtype: "int32" });
    expect([...from.forward(ids).dataSync()]).not.toEqual([...to.forward(ids).dataSync()]);
    to.loadStateDict(from.stateDict());
    expect([...to.forward(ids).dataSync()]).toEqual([...from.forward(ids).dataSync()]);
  });

  test("lists every disagreement and changes nothing", () => {
    const model = new Linear(3, 2);
    const before = [...model.weight.dataSync()];
    const dict = new Map([
      ["weight", tensor([[1, 2, 3]])],
      ["scale", tensor([1])],
    ]);
    expect(() => model.loadStateDict(dict)).toThrow(
      "Linear: state dict does not fit: weight is [1, 3], expected [2, 3]; " +
        "missing keys: bias; unexpected keys: scale",
    );
    expect([...model.weight.dataSync()]).toEqual(before);
    const fitting = new Map([
      [
        "weight",
        tensor([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      ],
    ]);
    expect(() => model.loadStateDict(fitting)).toThrow("missing keys: bias");
    expect(model.loadStateDict(fitting, { strict: false })).toEqual({
      missingKeys: ["bias"],
      unexpectedKeys: [],
    });
    expect([...model.weight.dataSync()]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("needs a shared parameter under one of its names only", () => {
    const model = new Gpt(config);
    const once = new Map(model.namedParameters());
    expect(once.has("lm_head.weight")).toBe(false);
    expect(model.loadStateDict(once).missingKeys).toEqual([]);
  });

  test("refuses ids where floats belong", () => {
    const model = new Linear(1, 1, { bias: false });
    const dict = new Map([["weight", tensor([[1]], { dtype: "int32" })]]);
    expect(() => model.loadStateDict(dict)).toThrow("weight is int32, expected float32");
  });
});

test("Linear starts within PyTorch's bounds, from the given generator", () => {
  const make = () => new Linear(16, 64, { generator: new Generator(3) });
  const weights = make().weight.dataSync();
  expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(0.25);
  expect(Math.max(...weights.map(Math.abs))).toBeGreaterThan(0.24);
  expect([...make().weight.dataSync()]).toEqual([...weights]);
});

test("GPT-2's initial values: deviation 0.02, smaller into the residual stream, biases zero", () => {
  manualSeed(5);
  const model = new Gpt({ ...config, dModel: 64, layers: 8 });
  const deviation = (name: string) => {
    const values = Array.from(model.stateDict().get(name)!.dataSync());
    return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
  };
  expect(deviation("transformer.h.3.attn.c_attn.weight") / 0.02).toBeCloseTo(1, 1);
  expect(deviation("transformer.h.3.mlp.c_proj.weight") / 0.005).toBeCloseTo(1, 1);
  expect(deviation("transformer.h.3.attn.c_proj.weight") / 0.005).toBeCloseTo(1, 1);
  expect(deviation("transformer.h.3.mlp.c_fc.bias")).toBe(0);
});

test("dropout drops about p while training, keeps the mean, and nothing in eval", () => {
  const dropout = new Dropout(0.25, { generator: new Generator(1) });
  const x = tensor(new Float32Array(10_000).fill(1));
  const dropped = dropout.forward(x).dataSync();
  const zeros = dropped.filter((v) => v === 0).length;
  expect(zeros).toBeGreaterThan(2300);
  expect(zeros).toBeLessThan(2700);
  expect(new Set(dropped)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
  expect(dropout.eval().forward(x)).toBe(x);
});

test("a disposed model leaves nothing behind", () => {
  const before = defaultDevice().memory().buffers;
  for (const positions of ["learned", "sinusoidal"] as const) {
    const model = new Gpt({ ...config, positions });
    model
      .forward(tensor([[1, 2]], { dtype: "int32" }))
      .sum()
      .backward();
    model.dispose();
  }
  expect(defaultDevice().memory().buffers).toBeLessThanOrEqual(before + 4); // ids and sums of ours
});

test("tables of the parts, which no state dict has, go with the model that owns them", () => {
  const sizes = { sourceVocabSize: 7, targetVocabSize: 7, dModel: 8, nhead: 2, dimFeedforward: 8 };
  const before = defaultDevice().memory();
  const model = new Seq2Seq({ ...sizes, numEncoderLayers: 1, numDecoderLayers: 1 });
  scope(() => {
    const ids = tensor([[1, 2]], { dtype: "int32" });
    model.forward(ids, ids);
  });
  model.dispose();
  expect(defaultDevice().memory()).toMatchObject({ buffers: before.buffers, bytes: before.bytes });
});

test("a state dict with fewer values than its shape says is refused", () => {
  using module = new Linear(2, 2, { bias: false });
  const before = [...module.weight.dataSync()];
  const short = { dtype: "float32", shape: [2, 2], values: new Float32Array(1) } as const;
  expect(() => module.loadStateDict(new Map([["weight", short]]))).toThrow(
    "weight has 1 values, expected 4",
  );
  expect([...module.weight.dataSync()]).toEqual(before);
});

test("a second child of a name is refused: the first one's parameters would be lost", () => {
  class Two extends Module {
    readonly first = this.child("part", new Linear(2, 2));
    again(): Linear {
      return this.child("part", this.first);
    }
    other(): Linear {
      return this.child("part", new Linear(2, 2));
    }
  }
  const two = new Two();
  expect(two.again()).toBe(two.first);
  expect(() => two.other()).toThrow('Two: child "part" is there already, a Linear');
  expect(two.parameters()).toContain(two.first.weight);
  two.dispose();
});
