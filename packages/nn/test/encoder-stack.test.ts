import { describe, expect, test } from "vitest";
import { LocalWindow } from "../src/attention/local-window.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { randn } from "../src/device/random-tensors.ts";
import { capture } from "../src/inspection/capture.ts";
import { EncoderStack } from "../src/models/encoder/encoder-stack.ts";
import type { EncoderStackOptions } from "../src/models/encoder/encoder-stack-options.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const options: EncoderStackOptions = {
  ...{ dModel: 8, layers: 3 },
  norm: { kind: "layerNorm", eps: 1e-5, bias: true },
  attention: { heads: 2, bias: true, projections: "separate" },
  feedForward: { width: 12, activation: "gelu", bias: true, gated: false },
  dropout: { attention: 0, residual: 0 },
  initial: { weights: 0.5, projections: 0.5 },
};

const names = {
  block: {
    attention: "attn",
    attentionNorm: "norm1",
    feedForward: "mlp",
    feedForwardNorm: "norm2",
  },
  attention: { q: "q", k: "k", v: "v", output: "o" },
  feedForward: { expand: "up", project: "down" },
  layers: "layer",
};

const made = (more: Partial<EncoderStackOptions> = {}, also = {}) =>
  new EncoderStack({ ...options, ...more }, { ...names, ...also }, {}).eval();

describe("a stack of blocks on what is embedded", () => {
  const input = () => randn([2, 7, 8]);
  const rows = (x: Tensor, row: number) => [...x.dataSync()].slice(row * 8, (row + 1) * 8);

  test("names its parts, and has a norm at the end if it is named", () => {
    const keys = (stack: EncoderStack) => [...stack.stateDict().keys()];
    expect(keys(made())).toContain("layer.2.attn.q.weight");
    expect(keys(made()).some((key) => key.startsWith("final"))).toBe(false);
    expect(keys(made({}, { norm: "final" })).slice(-2)).toEqual(["final.weight", "final.bias"]);
    const bare = keys(made({ firstWithoutAttentionNorm: true }));
    expect(bare.filter((key) => key.includes("norm1.weight"))).toHaveLength(2);
  });

  test("what is padded changes no token, and every token sees those behind it", () => {
    scope(() => {
      const stack = made();
      const x = input();
      const mask = tensor(
        [
          [1, 1, 1, 1, 1, 0, 0],
          [1, 1, 1, 1, 1, 1, 1],
        ],
        { dtype: "int32" },
      );
      const y = stack.forward(x, { attentionMask: mask });
      const changed = x.dataSync().map((value, i) => (i >= 40 && i < 56 ? 9 : value));
      const z = stack.forward(tensor(changed, { shape: [2, 7, 8] }), { attentionMask: mask });
      for (const token of [0, 4, 7, 13]) expect(rows(z, token)).toEqual(rows(y, token));
      expect(rows(stack.forward(x), 0)).not.toEqual(rows(y, 0));
      stack.dispose();
    });
  });

  test("local layers see their neighbours alone", () => {
    scope(() => {
      const stack = made({ layers: 1, local: { layers: [true], reach: 2 } });
      const x = input();
      const y = stack.forward(x);
      const changed = x.dataSync().map((value, i) => (i < 8 ? -value : value));
      const z = stack.forward(tensor(changed, { shape: [2, 7, 8] }));
      expect(rows(z, 3)).toEqual(rows(y, 3));
      expect(rows(z, 2)).not.toEqual(rows(y, 2));
      stack.dispose();
    });
  });

  test("a mask of another size is refused by name", () => {
    const stack = made();
    expect(() =>
      stack.forward(input(), { attentionMask: tensor([[1, 1]], { dtype: "int32" }) }),
    ).toThrow("attentionMask is [1, 2], expected [2, 7], [batch, keys]");
  });

  test("its parts are seen: the bias, the weights of each layer", () => {
    const stack = made({ relativeBias: { numBuckets: 8, maxDistance: 20 } });
    using seen = capture(stack, () => stack.forward(input()));
    expect(seen.get("relative_attention_bias", "bias").shape).toEqual([1, 2, 7, 7]);
    expect(seen.get("layer.1.attn", "weights").shape).toEqual([2, 2, 7, 7]);
  });

  test("nothing is left behind", () => {
    const before = defaultDevice().memory();
    scope(() => {
      const stack = made({
        local: { layers: [false, true, true], reach: 1, rotations: { theta: 100 } },
        ...{
          rotations: { theta: 10 },
          relativeBias: { numBuckets: 8, maxDistance: 20 },
        },
      });
      stack.forward(input());
      stack.dispose();
    });
    expect(defaultDevice().memory()).toMatchObject({
      buffers: before.buffers,
      bytes: before.bytes,
    });
  });
});

test("a window keeps the mask of a length", () => {
  const window = new LocalWindow(1);
  const mask = window.mask(defaultDevice(), 3);
  expect([...mask.dataSync()]).toEqual([0, 0, -Infinity, 0, 0, 0, -Infinity, 0, 0]);
  expect(window.mask(defaultDevice(), 3)).toBe(mask);
  expect(window.mask(defaultDevice(), 2).shape).toEqual([1, 1, 2, 2]);
  window.dispose();
  expect(() => new LocalWindow(-1)).toThrow("LocalWindow: reach is -1, expected an integer from 0");
});
