import { describe, expect, it } from "vitest";
import * as attention from "../src/attention/index.ts";
import {
  AlibiBias,
  PositionalEmbedding,
  PositionalEncoding,
  RotaryEmbedding,
  SelfAttention,
  SlidingWindow,
  T5RelativeBias,
} from "../src/attention/index.ts";
import * as nn from "../src/index.ts";
import {
  AvgPool2d,
  BatchNorm1d,
  BatchNorm2d,
  Conv1d,
  Conv2d,
  cat,
  crossEntropy,
  type Device,
  Dropout,
  defaultDevice,
  defaultGenerator,
  Embedding,
  Flatten,
  GELU,
  Generator,
  Gpt,
  GroupNorm,
  Identity,
  LayerNorm,
  Linear,
  LogSoftmax,
  MaxPool2d,
  Module,
  ModuleDict,
  ModuleList,
  MultiheadAttention,
  metaDevice,
  noGrad,
  ReLU,
  RMSNorm,
  Sequential,
  Sigmoid,
  SiLU,
  Softmax,
  Softplus,
  scope,
  Tanh,
  type Tensor,
  Transformer,
  TransformerDecoder,
  TransformerDecoderLayer,
  TransformerEncoder,
  TransformerEncoderLayer,
  tensor,
  zeros,
} from "../src/index.ts";
import { countFlops, countLaunches } from "../src/inspection/index.ts";
import { Loss } from "../src/losses/loss.ts";
import { CausalLM } from "../src/models/decoder/causal-lm.ts";
import type { DecoderOptions } from "../src/models/decoder/decoder-options.ts";
import { modelFromConfig } from "../src/models/families/find-family.ts";
import { gpt2Names } from "../src/models/families/gpt.ts";
import * as models from "../src/models/index.ts";
import {
  type EncoderModel,
  MaskedWords,
  type MaskedWordsOptions,
  ModernGpt,
  Seq2Seq,
} from "../src/models/index.ts";
import type { ParameterOptions } from "../src/module/parameter-options.ts";
import { quantize } from "../src/quantization/index.ts";

type Where = Required<ParameterOptions>;
interface Made {
  readonly module: Module;
  readonly forward: (inputs: Inputs) => Tensor;
}
interface Inputs {
  readonly x: (...shape: readonly number[]) => Tensor;
  readonly ids: (...shape: readonly number[]) => Tensor;
}

const made = <M extends Module>(
  module: M,
  forward: (module: M, inputs: Inputs) => Tensor,
): Made => ({
  module,
  forward: (inputs) => forward(module, inputs),
});
/** Of a module from one tensor of this shape to another. */
const onTensor = (module: Module & { forward(x: Tensor): Tensor }, ...shape: readonly number[]) =>
  made(module, (_, { x }) => module.forward(x(...shape)));

const size = { dModel: 8, nhead: 2, dimFeedforward: 12 };

/** Every class of modules that users can make. */
const rows: Readonly<Record<string, (where: Where) => Made>> = {
  AvgPool2d: () => onTensor(new AvgPool2d(2), 1, 2, 4, 4),
  BatchNorm1d: (where) => onTensor(new BatchNorm1d(3, where), 4, 3),
  BatchNorm2d: (where) => onTensor(new BatchNorm2d(3, where).eval(), 2, 3, 4, 4),
  Conv1d: (where) => onTensor(new Conv1d(2, 4, 3, where), 2, 2, 9),
  Conv2d: (where) => onTensor(new Conv2d(2, 4, 3, { ...where, padding: 1 }), 2, 2, 5, 5),
  Dropout: (where) => onTensor(new Dropout(0.5, where), 3, 4),
  Embedding: (where) =>
    made(new Embedding(7, 4, { ...where, paddingIdx: 0 }), (m, { ids }) => m.forward(ids(2, 3))),
  Flatten: () => onTensor(new Flatten(), 2, 3, 4),
  GELU: () => onTensor(new GELU(), 2, 3),
  GroupNorm: (where) => onTensor(new GroupNorm(2, 4, where), 2, 4, 3),
  Identity: () => onTensor(new Identity(), 2, 3),
  LayerNorm: (where) => onTensor(new LayerNorm(4, where), 2, 4),
  Linear: (where) => onTensor(new Linear(4, 6, where), 2, 3, 4),
  LogSoftmax: () => onTensor(new LogSoftmax(), 2, 3),
  MaxPool2d: () => onTensor(new MaxPool2d(2), 1, 2, 4, 4),
  ModuleDict: (where) =>
    made(new ModuleDict({ a: new Linear(2, 3, where) }), (m, { x }) => m.get("a").forward(x(1, 2))),
  ModuleList: (where) =>
    made(new ModuleList([new Linear(2, 3, where)]), (m, { x }) => [...m][0]!.forward(x(1, 2))),
  MultiheadAttention: (where) =>
    made(
      new MultiheadAttention(8, 2, { ...where, addBiasKv: true, kdim: 6, vdim: 5 }),
      (m, { x }) => m.forward(x(2, 3, 8), x(2, 4, 6), x(2, 4, 5)).output,
    ),
  ReLU: () => onTensor(new ReLU(), 2, 3),
  RMSNorm: (where) => onTensor(new RMSNorm(4, where), 2, 4),
  Sequential: (where) => onTensor(new Sequential(new Linear(4, 2, where), new Tanh()), 3, 4),
  SiLU: () => onTensor(new SiLU(), 2, 3),
  Sigmoid: () => onTensor(new Sigmoid(), 2, 3),
  Softmax: () => onTensor(new Softmax(), 2, 3),
  Softplus: () => onTensor(new Softplus(), 2, 3),
  Tanh: () => onTensor(new Tanh(), 2, 3),
  Transformer: (where) =>
    made(
      new Transformer({ ...size, ...where, numEncoderLayers: 1, numDecoderLayers: 2 }),
      (m, { x }) => m.forward(x(2, 5, 8), x(2, 4, 8), { tgtIsCausal: true }),
    ),
  TransformerDecoder: (where) => {
    using layer = new TransformerDecoderLayer({ ...size, ...where });
    return made(new TransformerDecoder(layer, 2), (m, { x }) => m.forward(x(2, 4, 8), x(2, 5, 8)));
  },
  TransformerDecoderLayer: (where) =>
    made(new TransformerDecoderLayer({ ...size, ...where }), (m, { x }) =>
      m.forward(x(2, 4, 8), x(2, 5, 8)),
    ),
  TransformerEncoder: (where) => {
    using layer = new TransformerEncoderLayer({ ...size, ...where });
    return onTensor(new TransformerEncoder(layer, 2, { norm: new LayerNorm(8, where) }), 2, 4, 8);
  },
  TransformerEncoderLayer: (where) =>
    onTensor(new TransformerEncoderLayer({ ...size, ...where, normFirst: true }), 2, 4, 8),
  SelfAttention: (where) =>
    onTensor(
      new SelfAttention({ dModel: 8, heads: 4, keyValueHeads: 2, rotary: {}, window: 3, ...where }),
      ...[2, 5, 8],
    ),
  SlidingWindow: ({ device = defaultDevice() }) =>
    made(new SlidingWindow(3), (m) => m.mask(device, { queries: 4, keys: 6, queryOffset: 2 })),
  AlibiBias: ({ device }) => made(new AlibiBias(4, { device }), (m) => m.forward(3, 5)),
  PositionalEmbedding: (where) => onTensor(new PositionalEmbedding(9, 4, where), 2, 3, 4),
  PositionalEncoding: (where) => onTensor(new PositionalEncoding(4, where), 2, 3, 4),
  RotaryEmbedding: ({ device }) =>
    made(new RotaryEmbedding(4, { device }), (m, { x, ids }) =>
      m.forward(x(2, 2, 3, 4), { positions: ids(3) }),
    ),
  T5RelativeBias: (where) => made(new T5RelativeBias(4, where), (m) => m.forward(3, 5)),
  Gpt: (where) =>
    made(
      new Gpt({ vocabSize: 11, contextLength: 6, layers: 2, heads: 2, dModel: 8 }, where),
      (m, { ids }) => m.forward(ids(2, 5)),
    ),
  ModernGpt: (where) =>
    made(
      new ModernGpt({ vocabSize: 11, contextLength: 6, layers: 2, heads: 2, dModel: 8 }, where),
      (m, { ids }) => m.forward(ids(2, 5)),
    ),
  CausalLM: (where) =>
    made(new CausalLM("made-up", gpt2Names, modernDecoder, where), (m, { ids }) =>
      m.forward(ids(2, 5)),
    ),
  EncoderModel: (where) =>
    made(modelFromConfig(maskedBert, where) as EncoderModel, (m, { ids }) => m.forward(ids(2, 5))),
  MaskedWords: (where) =>
    made(
      new MaskedWords(maskedHead, new Embedding(7, 4, where), where),
      (m, { x }) => m.forward({ hidden: x(2, 3, 4) }).logits!,
    ),
  Seq2Seq: (where) =>
    made(
      new Seq2Seq(
        {
          sourceVocabSize: 9,
          targetVocabSize: 11,
          ...size,
          numEncoderLayers: 1,
          numDecoderLayers: 1,
        },
        where,
      ),
      (m, { ids }) => m.forward(ids(2, 5), ids(2, 4)),
    ),
};

const inputsOn = (device: Device): Inputs => ({
  x: (...shape) => zeros(shape, { device }),
  ids: (...shape) => zeros(shape, { device, dtype: "int32" }),
});

const layout = (module: Module): unknown =>
  [...module.stateDict()].map(([name, { shape, dtype }]) => ({ name, shape, dtype }));

const maskedBert = {
  ...{ model_type: "bert", architectures: ["BertForMaskedLM"], vocab_size: 9, hidden_size: 8 },
  ...{ num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 12 },
  ...{ max_position_embeddings: 6, pad_token_id: 0 },
};
const maskedHead: MaskedWordsOptions = {
  ...{ decoder: "decoder", tied: true, deviation: 0.02 },
  transform: {
    ...{ dense: "dense", activation: "gelu" },
    norm: { name: "norm", options: { kind: "layerNorm", eps: 1e-5, bias: true } },
  },
};

/** The parts that a GPT has not. */
const modernDecoder: DecoderOptions = {
  ...{ vocabSize: 11, contextLength: 9, layers: 2, dModel: 8, tieWeights: false },
  norm: { kind: "rmsNorm", eps: 1e-6 },
  positions: { theta: 1e4 },
  attention: { heads: 4, keyValueHeads: 2, bias: false, window: 3, projections: "separate" },
  feedForward: { width: 12, activation: "silu", bias: false, gated: true },
  dropout: { embedding: 0, attention: 0, residual: 0 },
  initial: { weights: 0.02, projections: 0.02 },
};

it("has a row for every module but losses, which have no parameters", () => {
  const classes = Object.entries({ ...nn, ...models, ...attention }).filter(
    ([, value]) =>
      typeof value === "function" &&
      value.prototype instanceof Module &&
      !(value.prototype instanceof Loss),
  );
  expect(classes.map(([name]) => name).sort()).toEqual(Object.keys(rows).sort());
});

describe.each(Object.keys(rows))("%s on the meta device", (name) => {
  it("has the keys and shapes of a real one, and takes neither memory nor random numbers", () => {
    const real = defaultDevice();
    const generator = new Generator(7);
    const before = { real: real.memory().bytes, meta: metaDevice().memory() };
    const drawn = { own: generator.state, default: defaultGenerator.state };
    const meta = rows[name]!({ generator, device: metaDevice() }).module;
    expect(generator.state).toEqual(drawn.own);
    expect(defaultGenerator.state).toEqual(drawn.default);
    expect(real.memory().bytes).toBe(before.real);
    expect(metaDevice().memory().reservedBytes).toBe(0);
    {
      using module = rows[name]!({ generator, device: real }).module;
      expect(layout(meta)).toEqual(layout(module));
      expect(real.memory().bytes - before.real).toBe(
        metaDevice().memory().bytes - before.meta.bytes,
      );
    }
    meta.dispose();
    expect(real.memory().bytes).toBe(before.real);
    expect(metaDevice().memory()).toEqual({
      ...before.meta,
      peakBytes: metaDevice().memory().peakBytes,
    });
  });

  it("tells the shape of what it would compute, and launches the same kernels", () => {
    const forward = (device: Device) => {
      const { module, forward } = rows[name]!({ generator: new Generator(7), device });
      let shape: readonly number[] = [];
      const launches = countLaunches(() => {
        shape = scope(() => forward(inputsOn(device)).shape);
      });
      module.dispose();
      return { shape, launches };
    };
    const buffers = () => [metaDevice(), defaultDevice()].map((device) => device.memory().buffers);
    const before = buffers();
    expect(forward(metaDevice())).toEqual(forward(defaultDevice()));
    expect(buffers()).toEqual(before);
  });
});

/** 24 layers of 2048: 1.3 x 10^9 parameters. */
const large = { vocabSize: 50257, contextLength: 2048, layers: 24, heads: 16, dModel: 2048 };

describe("a large model", () => {
  it("is made, of which the random numbers alone would fill the memory of a WASM device", () => {
    using model = new Gpt(large, { device: metaDevice() });
    expect(model.numParameters()).toBe(1_315_723_264);
  });

  it("tells the floating-point operations of a pass: twice the weights for each token, and attention", () => {
    using model = new Gpt(large, { device: metaDevice() }).eval();
    using ids = zeros([1, 128], { device: metaDevice(), dtype: "int32" });
    const flops = noGrad(() => countFlops(() => model.forward(ids).dispose()));
    const products = model.decoderLayers
      .parameters()
      .reduce(
        (sum, { shape }) => sum + (shape.length === 2 ? shape[0]! * shape[1]! : 0),
        large.vocabSize * large.dModel,
      );
    expect(flops / (2 * 128 * products)).toBeGreaterThan(1);
    expect(flops / (2 * 128 * products)).toBeLessThan(1.01);
  });

  it("tells the bytes of a training step", () => {
    using model = new Gpt(large, { device: metaDevice() });
    const before = metaDevice().memory().bytes;
    const options = { device: metaDevice() };
    scope(() => {
      const ids = zeros([1, 8], { ...options, dtype: "int32" });
      const logits = model.forward(ids).reshape(8, large.vocabSize);
      crossEntropy(logits, zeros([8], { ...options, dtype: "int32" })).backward();
    });
    expect(metaDevice().memory().bytes - before).toBe(4 * model.numParameters());
  });
});

describe("values", () => {
  const nothing = "meta: a tensor on this device has a shape and no values";

  it("cannot be read", async () => {
    using x = tensor([1, 2], { device: metaDevice() });
    await expect(x.data()).rejects.toThrow(nothing);
    expect(() => x.dataSync()).toThrow(nothing);
    expect(() => x.sum().item()).toThrow(nothing);
  });

  it("cannot go to another device, or into another model, or be quantised", async () => {
    using model = new Linear(64, 64, { device: metaDevice() });
    using other = new Linear(64, 64);
    const kept = [...other.weight.dataSync()];
    await expect(model.to(defaultDevice())).rejects.toThrow(nothing);
    expect(() => other.loadStateDict(model.stateDict())).toThrow(nothing);
    expect([...other.weight.dataSync()]).toEqual(kept);
    expect(() => quantize(model, "bf16")).toThrow(nothing);
    expect(model.weight.device).toBe(metaDevice());
  });

  it("are forgotten by a model that comes from elsewhere", async () => {
    const before = defaultDevice().memory().bytes;
    using model = new Linear(3, 4);
    await model.to(metaDevice());
    expect(defaultDevice().memory().bytes).toBe(before);
    expect(model.forward(zeros([2, 3], { device: metaDevice() })).shape).toEqual([2, 4]);
  });

  it("of integers are known as long as nothing but the host has written them", () => {
    const options = { device: metaDevice() };
    using ids = tensor(Int32Array.of(3, 4), options);
    expect([...ids.dataSync()]).toEqual([3, 4]);
    using joined = cat([ids, ids]);
    expect(() => joined.dataSync()).toThrow(nothing);
  });
});

it("is one device, so that tensors made anywhere mix", () => {
  expect(metaDevice()).toBe(metaDevice());
  expect(metaDevice().info()).toEqual({ device: "meta", build: "shapes only" });
});
