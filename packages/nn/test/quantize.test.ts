import { beforeAll, describe, expect, it } from "vitest";
import { noGrad } from "../src/autograd/grad-mode.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { referenceDevice } from "../src/device/reference-device.ts";
import { evaluateLanguageModel } from "../src/evaluation/evaluate-language-model.ts";
import { addLora } from "../src/fine-tuning/lora.ts";
import { generate } from "../src/generation/generate.ts";
import { Embedding } from "../src/layers/embedding.ts";
import { Linear } from "../src/layers/linear.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { Sequential } from "../src/module/sequential.ts";
import { loadQuantized } from "../src/quantization/load-quantized.ts";
import { quantize } from "../src/quantization/quantize.ts";
import { Generator } from "../src/random/generator.ts";
import { scope } from "../src/tensor/scope.ts";
import { CharacterTokenizer } from "../src/tokenizers/character-tokenizer.ts";
import { saveModel } from "../src/training/checkpoint.ts";
import { readSafetensors } from "../src/weights/read-safetensors.ts";
import { tinyTraining, tokens } from "./tiny-training.ts";

const formats = ["bf16", "f16", "int8", "int4"] as const;
const config = { vocabSize: 11, contextLength: 8, layers: 2, heads: 2, dModel: 16, dropout: 0 };
let trained: Uint8Array;

beforeAll(async () => {
  const { trainer, model, optimizer } = tinyTraining({ steps: 120 });
  await trainer.fit({ steps: 120 });
  trained = await saveModel(model);
  optimizer.dispose();
  model.dispose();
});

const trainedModel = (): Gpt => {
  const model = new Gpt(config);
  model.loadStateDict(readSafetensors(trained).tensors);
  return model.eval();
};

const logitsOf = (model: Gpt): readonly number[] =>
  noGrad(() =>
    scope(() => {
      const ids = tensor([...tokens.slice(0, 16)], { dtype: "int32", shape: [2, 8] });
      return [...model.forward(ids).dataSync()];
    }),
  );

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0) / b.reduce((s, x) => s + x * x, 0));

describe("a trained model", () => {
  const bounds = {
    bf16: [0.01, 0.003],
    f16: [0.001, 0.0004],
    int8: [0.03, 0.01],
    int4: [0.3, 0.1],
  } as const;
  it.each(formats)("%s: logits and loss stay close", async (format) => {
    using model = trainedModel();
    const before = logitsOf(model);
    const score = { contextLength: 8 };
    const { loss } = await evaluateLanguageModel(model, tokens, score);
    expect(loss).toBeLessThan(1.5); // it has learned: uniform is 2.4
    quantize(model, format);
    const [ofLogits, ofLoss] = bounds[format];
    expect(distance(logitsOf(model), before)).toBeLessThan(ofLogits);
    const after = await evaluateLanguageModel(model, tokens, score);
    expect(Math.abs(after.loss - loss)).toBeLessThan(ofLoss);
  });

  it.each(formats)("%s: a file of it loads into a new model, to the bit", async (format) => {
    using model = trainedModel();
    quantize(model, format);
    const file = readSafetensors(await saveModel(model)).tensors;
    expect(file.has("transformer.wte.weight")).toBe(false);
    const key = `weight_packed_${format}`;
    expect(file.get(`transformer.wte.${key}`)!.dtype).toBe("int32");
    expect(file.has(`lm_head.${key}`)).toBe(false); // tied: once
    using other = new Gpt(config);
    loadQuantized(other, file);
    expect(logitsOf(other.eval())).toEqual(logitsOf(model));
    expect(other.toString()).toBe(model.toString());
    expect(other.head.quantized).toBe(other.tokenEmbedding.quantized);
  });
});

it.each(formats)("%s: the sentence is the same with the cache as without", async (format) => {
  const tokenizer = CharacterTokenizer.train("abcdefgh \n");
  const { vocabSize } = tokenizer;
  using model = new Gpt({ vocabSize, contextLength: 24, layers: 2, heads: 2, dModel: 48 });
  const wide = new Generator(4);
  for (const parameter of model.parameters())
    parameter.device.backend.upload(
      parameter.storage.buffer,
      Float32Array.from(wide.normal(parameter.size, 0, 0.3)),
    );
  quantize(model, format);
  for (const option of [{ temperature: 0 }, { temperature: 0.8, seed: 3 }]) {
    const options = { ...option, maxNewTokens: 40 };
    const cached = await generate(model, tokenizer, "abc", { ...options, useCache: true });
    expect(cached).toEqual(
      await generate(model, tokenizer, "abc", { ...options, useCache: false }),
    );
  }
});

describe("quantize", () => {
  it("gives memory back: bytes shrink as the format says", () => {
    const device = defaultDevice();
    const before = device.memory();
    for (const [format, share] of [
      ["bf16", 0.5],
      ["f16", 0.5],
      ["int8", 0.25],
      ["int4", 5 / 32],
    ] as const) {
      const linear = new Linear(256, 512, { bias: false });
      const float = device.memory().bytes - before.bytes;
      quantize(linear, format);
      const now = device.memory().bytes - before.bytes;
      expect(now / float).toBeGreaterThanOrEqual(share);
      expect(now / float).toBeLessThan(share + 0.005);
      linear.dispose();
      expect(device.memory().bytes).toBe(before.bytes);
      expect(device.memory().buffers).toBe(before.buffers);
    }
  });

  it("takes targets by path, and keeps a tied head tied", () => {
    using model = new Gpt(config);
    const parameters = model.numParameters();
    expect(quantize(model, "int8", { targets: "*.mlp.*" })).toEqual([
      "transformer.h.0.mlp.c_fc",
      "transformer.h.0.mlp.c_proj",
      "transformer.h.1.mlp.c_fc",
      "transformer.h.1.mlp.c_proj",
    ]);
    expect(model.tokenEmbedding.quantized).toBeUndefined();
    expect(() => quantize(model, "int4", { targets: "lm_head" })).toThrow(
      "quantize: transformer.wte.weight is shared with a target, expected it among the targets",
    );
    quantize(model, "int4", { targets: ["lm_head", "transformer.wte"] });
    expect(model.head.quantized).toBe(model.tokenEmbedding.quantized);
    expect(model.numParameters()).toBe(parameters);
    expect(model.toString()).toContain("transformer.wte.weight [11, 16] int4");
    expect(model.toString()).toContain("transformer.h.0.mlp.c_fc.weight [64, 16] int8");
    expect(model.parameters().some((parameter) => parameter.requiresGrad)).toBe(false);
  });

  it("agrees with the float64 reference, activation and residual included", () => {
    for (const format of formats) {
      const outputs = [defaultDevice(), referenceDevice()].map((device) => {
        const generator = new Generator(7);
        using linear = new Linear(40, 12, { device, generator });
        quantize(linear, format);
        const x = tensor(generator.normal(5 * 40, 0, 1), { shape: [5, 40], device });
        const residual = tensor(generator.normal(5 * 12, 0, 1), { shape: [5, 12], device });
        const results = [
          linear.forward(x),
          linear.forward(x, { residual }),
          linear.forward(x, { activation: "geluTanh" }),
        ];
        const values = results.flatMap((result) => [...result.dataSync()]);
        for (const used of [x, residual, ...results]) used.dispose();
        return values;
      });
      expect(distance(outputs[0]!, outputs[1]!)).toBeLessThan(1e-5);
    }
  });

  it("refuses what it cannot do, by name", () => {
    using linear = new Linear(4, 3);
    using model = new Sequential(linear);
    // @ts-expect-error: no such format
    expect(() => quantize(model, "int3")).toThrow(
      'quantize: format is "int3", expected bf16, f16, int8, int4',
    );
    expect(() => quantize(model, "int8", { target: "0" } as object)).toThrow(
      "quantize: unknown option target, expected one of targets",
    );
    expect(() => quantize(model, "int8", { targets: "x" })).toThrow('"x" meets no name');
    quantize(model, "int8");
    expect(() => linear.weight).toThrow("0: the weight is quantised (int8), expected float32");
    expect(() => quantize(model, "int8")).toThrow("meets no name");
    using adapted = new Linear(4, 3);
    addLora(adapted);
    expect(() => quantize(adapted, "int8")).toThrow("has an adapter, expected none");
  });

  it("leaves the model as it was when a weight is not finite", () => {
    using model = new Sequential(new Embedding(5, 4), new Linear(4, 3));
    const weights = [...model.stateDict()].map(([name]) => name);
    const bad = model.stateDict().get("1.weight")!;
    bad.device.backend.upload(bad.storage.buffer, new Float32Array(12).fill(Number.NaN));
    const { buffers } = defaultDevice().memory();
    expect(() => quantize(model, "int4")).toThrow(
      "quantize: 1.weight at [0, 0] is NaN, expected finite weights",
    );
    expect(defaultDevice().memory().buffers).toBe(buffers);
    expect([...model.stateDict()].map(([name]) => name)).toEqual(weights);
  });
});

it("refuses in f16 a weight that it cannot hold, by its name, and bf16 takes it", () => {
  using model = new Sequential(new Embedding(5, 4), new Linear(4, 3));
  const { device, storage } = model.stateDict().get("1.weight")!;
  device.backend.upload(
    storage.buffer,
    Float32Array.from({ length: 12 }, (_, i) => (i === 6 ? -7e4 : 1)),
  );
  const { buffers } = device.memory();
  expect(() => quantize(model, "f16")).toThrow(
    "quantize: 1.weight at [1, 2] is -70000, expected at most 65504 in magnitude, the largest of f16 (bf16 reaches",
  );
  expect(device.memory().buffers).toBe(buffers);
  expect(quantize(model, "bf16")).toEqual(["0", "1"]);
});

describe("loadQuantized", () => {
  it("refuses words of f16 that are not finite", () => {
    using model = new Linear(40, 3);
    for (const bad of [0x7c00, 0x7e000000, 0xfc000000 | 0]) {
      const values = new Int32Array(512);
      values[37] = bad;
      const words = { dtype: "int32", shape: [1, 512], values } as const;
      expect(() => loadQuantized(model, new Map([["weight_packed_f16", words]]))).toThrow(
        "loadQuantized: weight_packed_f16 has an element in word 37 that is Infinity or NaN",
      );
    }
    expect(model.quantized).toBeUndefined();
  });

  it("refuses a float state dict, and packed words of another shape", () => {
    using model = new Linear(40, 3);
    expect(() => loadQuantized(model, new Map())).toThrow("no weight is quantised");
    const values = new Int32Array(3 * 8);
    const given = new Map([["weight_packed", { dtype: "int32", shape: [3, 8], values } as const]]);
    expect(() => loadQuantized(model, given)).toThrow(
      "loadQuantized: weight_packed is [3, 8], expected [1, 512] (bf16)",
    );
    expect(model.quantized).toBeUndefined();
  });

  it.each(formats)("%s: reads files whose keys do not name the format", async (format) => {
    using model = trainedModel();
    quantize(model, format);
    const file = readSafetensors(await saveModel(model)).tensors;
    const unnamed = format === "f16" ? "weight_packed_f16" : "weight_packed"; // f16 always was
    const old = new Map(
      [...file].map(([key, value]) => [key.replace(`weight_packed_${format}`, unnamed), value]),
    );
    expect([...old.keys()].some((key) => key.endsWith(`.${unnamed}`))).toBe(true);
    using other = new Gpt(config);
    loadQuantized(other, old);
    expect(logitsOf(other.eval())).toEqual(logitsOf(model));
    expect([...other.stateDict().keys()]).toEqual([...model.stateDict().keys()]);
  });

  it("refuses a format that it does not know, by its name, and two for one weight", () => {
    using model = new Linear(40, 3);
    const packed = (key: string) =>
      [key, { dtype: "int32", shape: [1, 512], values: new Int32Array(512) }] as const;
    expect(() => loadQuantized(model, new Map([packed("weight_packed_q9_X")]))).toThrow(
      'loadQuantized: weight_packed_q9_X is in the format "q9_X", expected bf16, f16, int8, int4',
    );
    const two = new Map([packed("weight_packed_f16"), packed("weight_packed_bf16")]);
    expect(() => loadQuantized(model, two)).toThrow("unexpected keys: weight_packed_f16");
    expect(model.quantized).toBeUndefined();
    // @ts-expect-error: no such option
    expect(() => loadQuantized(model, two, { format: [] })).toThrow("unknown option format");
  });

  it("leaves the model as it was when the rest does not fit", () => {
    using model = new Linear(40, 3);
    const { buffers } = model.device.memory();
    const values = new Int32Array(512);
    const given = new Map([
      ["weight_packed", { dtype: "int32", shape: [1, 512], values } as const],
    ]);
    expect(() => loadQuantized(model, given)).toThrow(
      "Linear: state dict does not fit: missing keys: bias",
    );
    expect(model.quantized).toBeUndefined();
    expect(model.weight.requiresGrad).toBe(true);
    expect(model.device.memory().buffers).toBe(buffers);
  });
});

it("a decoding step allocates nothing that it does not give back, and memory does not grow", () => {
  using model = new Gpt({ ...config, contextLength: 64 }).eval();
  quantize(model, "int4");
  using cache = model.newCache();
  const { device } = model.head;
  const step = (id: number): number =>
    noGrad(() =>
      scope(() => {
        const ids = tensor([[id]], { dtype: "int32" });
        return model.forward(ids, { cache, lastOnly: true }).dataSync()[0]!;
      }),
    );
  for (let i = 0; i < 8; i++) step(i);
  const before = device.memory();
  for (let i = 0; i < 40; i++) step(i % 11);
  expect(device.memory()).toEqual(before);
});
