import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { KeyValueCache } from "../src/attention/key-value-cache.ts";
import { SelfAttention } from "../src/attention/self-attention.ts";
import type { SelfAttentionOptions } from "../src/attention/self-attention-options.ts";
import { SlidingKeyValueCache } from "../src/attention/sliding-key-value-cache.ts";
import { SlidingWindow } from "../src/attention/sliding-window.ts";
import { noGrad } from "../src/autograd/grad-mode.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { capture } from "../src/inspection/capture.ts";
import { RMSNorm } from "../src/layers/rms-norm.ts";
import { RotaryEmbedding } from "../src/positions/rotary-embedding.ts";
import { Generator } from "../src/random/generator.ts";
import type { Device } from "../src/tensor/device.ts";
import { countLaunches } from "../src/tensor/launch-observer.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { referenceDevice, worstGradientError } from "./finite-differences.ts";
import { plainAttention, turned } from "./plain-attention.ts";
import { testInScope } from "./test-in-scope.ts";

const [batch, tokens, dModel, heads, keyValueHeads, headSize] = [2, 12, 10, 4, 2, 6];
const grouped = { dModel, heads, keyValueHeads, headSize };
const random = new Generator(31);
const normal = (device: Device, ...shape: number[]) =>
  tensor(random.normal(shape.reduce((a, b) => a * b)), { shape, device });
const close = (ours: ArrayLike<number>, expected: ArrayLike<number>, digits = 5): void => {
  expect(ours.length).toBe(expected.length);
  for (let i = 0; i < ours.length; i++) expect(ours[i]).toBeCloseTo(expected[i]!, digits);
};
const launchesOf = (body: () => void) =>
  Object.fromEntries([...countLaunches(body)].map(([kernel, { calls }]) => [kernel, calls]));

/** Rotary positions by the formula: x [batch, count, tokens, headSize], pairs (i, i + dim / 2). */
function plainRotary(x: Float64Array, count: number, dim: number, theta: number): Float64Array {
  const y = Float64Array.from(x);
  for (let row = 0; row < batch * count * tokens; row++)
    for (let i = 0; i < dim / 2; i++) {
      const angle = (row % tokens) * theta ** ((-2 * i) / dim);
      const [a, b] = [row * headSize + i, row * headSize + i + dim / 2];
      y[a] = x[a]! * Math.cos(angle) - x[b]! * Math.sin(angle);
      y[b] = x[b]! * Math.cos(angle) + x[a]! * Math.sin(angle);
    }
  return y;
}

/** y = x W^T + b of the rows of x. */
const plainLinear = (x: ArrayLike<number>, weight: Tensor, bias: Tensor | undefined) => {
  const [out, width] = weight.shape as [number, number];
  const [w, b] = [weight.dataSync(), bias?.dataSync()];
  return Float64Array.from({ length: (x.length / width) * out }, (_, at) => {
    const [row, o] = [Math.floor(at / out), at % out];
    let sum = b?.[o] ?? 0;
    for (let i = 0; i < width; i++) sum += x[row * width + i]! * w[o * width + i]!;
    return sum;
  });
};

describe.each(["packed", "separate"] as const)(
  "%s projections, grouped heads and rotary",
  (projections) => {
    const make = (device: Device, more: Partial<SelfAttentionOptions> = {}) =>
      new SelfAttention({
        ...grouped,
        projections,
        rotary: { dim: 4, theta: 50, device },
        ...{ generator: new Generator(5), device },
        ...more,
      }).eval();

    test.each<readonly [string, Partial<SelfAttentionOptions>]>([
      ["causal", {}],
      ["with a window", { window: 3 }],
      ["with a window and a soft cap", { window: 4, softCap: 0.6, scale: 0.9 }],
    ])("%s: the formula in float64, at once and through caches in pieces", (_, more) => {
      const device = referenceDevice();
      const before = device.memory().buffers;
      scope(() => {
        using layer = make(device, more);
        const x = normal(device, batch, tokens, dModel);
        const rows = x.dataSync();
        const parts = layer.inputs.map((input) => plainLinear(rows, input.weight, input.bias));
        const counts = [heads, keyValueHeads, keyValueHeads];
        const part = (i: number): Float64Array => {
          const width = counts[i]! * headSize;
          if (parts.length === 3) return parts[i]!;
          const start = [0, heads, heads + keyValueHeads][i]! * headSize;
          const all = (heads + 2 * keyValueHeads) * headSize;
          return Float64Array.from(
            { length: batch * tokens * width },
            (_, at) => parts[0]![Math.floor(at / width) * all + start + (at % width)]!,
          );
        };
        const inTurn = (i: number) => turned(part(i), [batch, tokens, counts[i]!, headSize]);
        const { window = tokens } = more as { readonly window?: number };
        const attended = plainAttention({
          ...{ batch, heads, keyValueHeads, queries: tokens, keys: tokens, headSize },
          q: plainRotary(inTurn(0), heads, 4, 50),
          k: plainRotary(inTurn(1), keyValueHeads, 4, 50),
          v: inTurn(2),
          sees: (t, j) => j <= t && j > t - window,
          ...(more.softCap ? { softCap: more.softCap } : {}),
          ...(more.scale ? { scale: more.scale } : {}),
        });
        const concatenated = turned(attended, [batch, heads, tokens, headSize]);
        const expected = plainLinear(concatenated, layer.projection.weight, layer.projection.bias);
        close(layer.forward(x).dataSync(), expected, 10);
        const caches = (): KeyValueCache[] => [
          layer.newCache({ batch, capacity: tokens }),
          ...(more.window
            ? [
                new SlidingKeyValueCache(device, {
                  ...{ batch, heads: keyValueHeads, headSize, window, reserve: 0 },
                }),
              ]
            : []),
        ];
        for (const pieces of [[12], [5, 7], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [3, 1, 1, 6, 1]])
          for (const cache of caches()) {
            let at = 0;
            for (const count of pieces) {
              const piece = layer.forward(x.slice(1, at, at + count), { cache });
              const wanted = Array.from({ length: batch }, (_, b) =>
                Array.from(
                  expected.slice((b * tokens + at) * dModel, (b * tokens + at + count) * dModel),
                ),
              );
              close(noGrad(() => piece).dataSync(), wanted.flat(), 10);
              at += count;
            }
            cache.dispose();
          }
      });
      expect(device.memory().buffers).toBe(before);
    });

    test("captured, step by step, the numbers are those of the kernel", () => {
      for (const more of [{}, { window: 3 }]) {
        const layer = make(defaultDevice(), more);
        const x = normal(defaultDevice(), batch, tokens, dModel);
        const expected = layer.forward(x).dataSync();
        using seen = capture(layer, () => close(layer.forward(x).dataSync(), expected));
        expect(seen.get("", "k").shape).toEqual([batch, heads, tokens, headSize]);
        expect(seen.get("", "concatenated").axes.join()).toBe("N,M,Eq");
        expect(seen.get("rotary_emb", "output").shape).toEqual([batch, heads, tokens, headSize]);
      }
    });

    test("positions of the caller's own, a row for each sequence, stand for those of the cache", () => {
      const layer = make(defaultDevice());
      const x = normal(defaultDevice(), 1, tokens, dModel);
      const [first, later] = noGrad(() => [
        layer.forward(x.slice(1, 0, 3)).dataSync(),
        layer
          .forward(x.slice(1, 0, 3), { positions: tensor([[40, 41, 42]], { dtype: "int32" }) })
          .dataSync(),
      ]);
      close(later, first, 4); // scores depend on the distance alone
      const plain = new SelfAttention({ dModel, heads: 2 });
      expect(() => plain.forward(x, { positions: tensor([0], { dtype: "int32" }) })).toThrow(
        "SelfAttention: positions are given, expected none without rotary",
      );
    });
  },
);

test("the gradient through norms of heads, rotary positions and a window equals central differences", () => {
  const shapes = { x: [2, 4, 6] };
  const body = ({ x }: Readonly<Record<string, Tensor>>) => {
    const { device } = x!;
    const layer = new SelfAttention({
      ...{ dModel: 6, heads: 4, keyValueHeads: 2, headSize: 4, window: 2, rotary: { theta: 7 } },
      queryNorm: new RMSNorm(4, { device }),
      keyNorm: new RMSNorm(4, { device }),
      ...{ generator: new Generator(2), device },
    });
    return layer.forward(x!, { residual: x! });
  };
  const { worst, nonZero } = worstGradientError(body, { x: random.normal(48) }, shapes);
  expect(worst).toBeLessThan(1e-6);
  expect(nonZero).toEqual(["x"]);
});

describe("Hugging Face transformers' layers", () => {
  const golden: Record<string, { readonly y: number[]; readonly dx: number[] }> = JSON.parse(
    readFileSync(new URL("golden/self-attention.json", import.meta.url), "utf8"),
  );
  const wave = (size: number, phase: number) =>
    Float64Array.from({ length: size }, (_, i) => Math.sin(1.7 * i + phase));
  const device = referenceDevice();
  const llama: SelfAttentionOptions = {
    ...{ dModel: 8, heads: 4, keyValueHeads: 2, headSize: 4, bias: false, device },
    projections: "separate",
    rotary: { device },
  };
  const norm = () => new RMSNorm(4, { eps: 1e-6, device });
  test.each<readonly [string, SelfAttentionOptions]>([
    ["mistral", { ...llama, window: 3 }],
    ["gemma2", { ...llama, window: 3, softCap: 0.9, scale: 16 ** -0.5 }],
    ["qwen3", { ...llama, queryNorm: norm(), keyNorm: norm() }],
  ])("%s: values and gradients", (name, options) => {
    const layer = new SelfAttention(options);
    const keys = [
      "q_proj",
      "k_proj",
      "v_proj",
      "o_proj",
      ...(name === "qwen3" ? ["q_norm", "k_norm"] : []),
    ];
    expect([...layer.stateDict().keys()]).toEqual(keys.map((key) => `${key}.weight`));
    for (const [phase, parameter] of [...layer.stateDict().values()].entries()) {
      const factor = parameter.shape.length > 1 ? 0.5 : 1;
      parameter.upload(wave(parameter.size, phase).map((value) => factor * value));
    }
    const x = tensor(wave(48, 9), { shape: [1, 6, 8], device, requiresGrad: true });
    const y = layer.forward(x);
    close(y.dataSync(), golden[name]!.y, 5); // frequencies and softmax are float32 there
    y.backward({ gradient: tensor(wave(48, 5), { shape: [1, 6, 8], device }) });
    close(x.grad!.dataSync(), golden[name]!.dx, 5);
  });
});

describe("launches", () => {
  const x = normal(defaultDevice(), 1, 6, 12);
  const packed = { dModel: 12, heads: 3, keyValueHeads: 1, rotary: {} };
  test("of a pass: two products, one rotation in place, one kernel", () => {
    const layer = new SelfAttention(packed);
    expect(launchesOf(() => void layer.forward(x))).toEqual({ matmul: 2, rope: 1, attention: 1 });
    const apart = new SelfAttention({ ...packed, projections: "separate" });
    expect(launchesOf(() => void apart.forward(x))).toEqual({ matmul: 4, rope: 2, attention: 1 });
  });

  test("of a token: the same, and its key and value into the cache, whatever the batch", () => {
    for (const [window, size] of [
      [undefined, 1],
      [2, 1],
      [2, 3],
    ] as const) {
      const layer = new SelfAttention({ ...packed, window });
      using cache = layer.newCache({ batch: size, capacity: 40 });
      const token = normal(defaultDevice(), size, 1, 12);
      noGrad(() => layer.forward(normal(defaultDevice(), size, 5, 12), { cache }));
      const launches = launchesOf(() => noGrad(() => void layer.forward(token, { cache })));
      expect(launches).toEqual({ matmul: 2, rope: 1, writeRows: 2, attention: 1 });
    }
  });
});

testInScope("layers share a rotary table and a window, which their owner frees", () => {
  const rotary = new RotaryEmbedding(4);
  const window = new SlidingWindow(2);
  const layers = [1, 2].map(
    (seed) =>
      new SelfAttention({ dModel: 8, heads: 2, rotary, window, generator: new Generator(seed) }),
  );
  const x = normal(defaultDevice(), 1, 5, 8);
  const before = defaultDevice().memory().buffers;
  const run = () =>
    scope(() => noGrad(() => void layers.map((layer) => layer.forward(x).dataSync())));
  run();
  const after = defaultDevice().memory().buffers;
  expect(after - before).toBe(2 + 4); // a mask, positions; the prepacked weights of two layers
  run();
  expect(defaultDevice().memory().buffers).toBe(after);
  for (const layer of layers) layer.dispose();
  expect([rotary.forward(x.reshape(1, 1, 10, 4)).size, layers[0]!.rotary]).toEqual([40, rotary]);
  rotary.dispose();
  window.dispose();
});

test("names of the parts, biases and initial values are as told", () => {
  const layer = new SelfAttention({
    ...{ dModel: 8, heads: 4, keyValueHeads: 2, headSize: 3, outputBias: false },
    names: { packed: "qkv_proj", output: "dense", queryNorm: "q_layernorm" },
    queryNorm: new RMSNorm(3),
    weightInit: (size) => new Float64Array(size).fill(1),
    biasInit: (size) => new Float64Array(size).fill(2),
    projectionInit: (size) => new Float64Array(size).fill(3),
  });
  const dict = [...layer.stateDict()].map(([name, t]) => [name, t.shape.join(), t.dataSync()[0]]);
  expect(dict).toEqual([
    ["qkv_proj.weight", "24,8", 1],
    ["qkv_proj.bias", "24", 2],
    ["dense.weight", "8,12", 3],
    ["q_layernorm.weight", "3", 1],
  ]);
  const plain = new SelfAttention({ dModel: 8, heads: 2 });
  expect([...plain.stateDict().keys()]).toEqual([
    ...["c_attn.weight", "c_attn.bias", "c_proj.weight", "c_proj.bias"],
  ]);
});

test("a token sees those behind it when the attention is not causal", () => {
  const make = (causal: boolean) =>
    new SelfAttention({ dModel: 8, heads: 2, causal, generator: new Generator(3) });
  const x = normal(defaultDevice(), 1, 4, 8);
  const first = (causal: boolean, length: number) => [
    ...make(causal)
      .forward(x.slice(1, 0, length))
      .slice(1, 0, 1)
      .dataSync(),
  ];
  close(first(true, 4), first(true, 2), 6);
  expect(Math.abs(first(false, 4)[0]! - first(false, 2)[0]!)).toBeGreaterThan(1e-4);
});

test("dropout drops while training, and not through a cache", () => {
  const layer = new SelfAttention({
    ...{ dModel: 8, heads: 2, dropout: 0.5, generator: new Generator(4) },
  });
  const x = normal(defaultDevice(), 1, 6, 8);
  const run = () => [...layer.forward(x).dataSync()];
  expect(run()).not.toEqual(run());
  using cache = layer.newCache({ capacity: 6 });
  const cached = noGrad(() => [...layer.forward(x, { cache }).dataSync()]);
  close(
    cached,
    noGrad(() => [...layer.eval().forward(x).dataSync()]),
  );
});

test("a cache of the last tokens is made where it is smaller", () => {
  const layer = new SelfAttention({ ...grouped, window: 8 });
  expect(layer.newCache({ capacity: 48 })).not.toBeInstanceOf(SlidingKeyValueCache);
  using cache = layer.newCache({ batch: 3, capacity: 49 });
  expect(cache).toBeInstanceOf(SlidingKeyValueCache);
  expect([cache.window, cache.batch, cache.heads, cache.headSize]).toEqual([8, 3, 2, 6]);
});

describe("what does not fit is refused by name", () => {
  const refused = (options: object) => () =>
    new SelfAttention({ dModel: 12, heads: 4, ...options } as SelfAttentionOptions);
  test.each([
    [{ nheads: 2 }, "SelfAttention: unknown option nheads"],
    [{ names: { query: "q" } }, "SelfAttention: unknown option names.query"],
    [{ heads: 5 }, "SelfAttention: dModel is 12, expected a multiple of heads (5), or a headSize"],
    [{ keyValueHeads: 3 }, "SelfAttention: heads is 4, expected a multiple of keyValueHeads (3)"],
    [{ headSize: 0 }, "SelfAttention: headSize is 0, expected an integer from 1"],
    [{ dropout: 1 }, "SelfAttention: dropout is 1, expected 0 up to 1"],
    [
      { projections: "fused" },
      'SelfAttention: projections is "fused", expected "packed" or "separate"',
    ],
    [{ window: 0 }, "SlidingWindow: window is 0, expected an integer from 1"],
  ])("%j", (options, message) => {
    expect(refused(options)).toThrow(message);
  });

  test("x", () => {
    const layer = new SelfAttention({ dModel: 12, heads: 4 });
    expect(() => layer.forward(normal(defaultDevice(), 3, 12))).toThrow(
      "SelfAttention: x is [3, 12], expected [batch, tokens, dModel]",
    );
    expect(() => layer.forward(normal(defaultDevice(), 1, 3, 11))).toThrow(
      "c_attn: x is [1, 3, 11], expected last dimension 12",
    );
    using cache = layer.newCache({ batch: 2, capacity: 4 });
    expect(() => layer.forward(normal(defaultDevice(), 1, 3, 12), { cache })).toThrow(
      "KeyValueCache: keys are [1, 4, 3, 3], expected [2, 4, tokens, 3]",
    );
  });
});
