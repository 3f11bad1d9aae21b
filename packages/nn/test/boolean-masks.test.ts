import { createReferenceBackend } from "@qkv/core-wasm/contract";
import { afterEach, describe, expect, test } from "vitest";
import { attend } from "../src/attention/attend.ts";
import { MultiheadAttention } from "../src/attention/multihead-attention.ts";
import { scaledDotProductAttention } from "../src/attention/scaled-dot-product-attention.ts";
import { SelfAttention } from "../src/attention/self-attention.ts";
import { ones, tensor, zeros } from "../src/device/create-tensor.ts";
import { defaultDevice, setDefaultDevice } from "../src/device/default-device.ts";
import { init } from "../src/device/init.ts";
import { tril } from "../src/ops/tril.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { Transformer } from "../src/transformer/transformer.ts";

const x = ones([1, 3, 4]);
const attention = new MultiheadAttention(4, 2);
const sizes = { dModel: 4, nhead: 2, dimFeedforward: 4, numEncoderLayers: 1, numDecoderLayers: 1 };
const transformer = new Transformer(sizes).eval();
const square = (): Tensor => tril(ones([3, 3]));
const row = (): Tensor => tensor([[0, 0, 1]]);

describe("a float mask of 0 and 1 is refused: it would be added, and was meant to hide", () => {
  test.each<readonly [string, () => unknown, RegExp]>([
    [
      "attnMask",
      () => attention.forward(x, x, x, { attnMask: square() }),
      /^MultiheadAttention: attnMask: the mask is float32.*1 = blocked/,
    ],
    [
      "keyPaddingMask",
      () => attention.forward(x, x, x, { keyPaddingMask: row() }),
      /^MultiheadAttention: keyPaddingMask: /,
    ],
    [
      "of scaledDotProductAttention",
      () => scaledDotProductAttention(x, x, x, { attnMask: square() }),
      /^scaledDotProductAttention: attnMask: .*1 = may attend/,
    ],
    [
      "srcMask",
      () => transformer.forward(x, x, { srcMask: square() }),
      /^encoder\.layers\.0\.self_attn: attnMask/,
    ],
    [
      "tgtMask",
      () => transformer.forward(x, x, { tgtMask: square() }),
      /^decoder\.layers\.0\.self_attn: attnMask/,
    ],
    [
      "srcKeyPaddingMask",
      () => transformer.forward(x, x, { srcKeyPaddingMask: row() }),
      /self_attn: keyPaddingMask/,
    ],
    [
      "memoryKeyPaddingMask",
      () => transformer.forward(x, x, { memoryKeyPaddingMask: row() }),
      /multihead_attn: keyPaddingMask/,
    ],
  ])("%s", (_, attempt, message) => {
    expect(attempt).toThrow(message);
    expect(attempt).toThrow("-Infinity");
  });

  test("a one behind thousands of zeros is found, and a mask that changed is looked at again", () => {
    const tokens = 70;
    const long = ones([1, tokens, 4]);
    const values = new Float32Array(tokens * tokens);
    const mask = tensor(values, { shape: [tokens, tokens] });
    const run = () => attention.forward(long, long, long, { attnMask: mask });
    run();
    values[values.length - 1] = 1;
    mask.upload(values);
    expect(run).toThrow("the mask is float32");
  });
});

test.each<readonly [string, () => Tensor]>([
  ["zeros, which hide nothing", () => zeros([3, 3])],
  [
    "0 and -Infinity",
    () =>
      tensor([
        [0, -Infinity, -Infinity],
        [0, 0, -Infinity],
        [0, 0, 0],
      ]),
  ],
  [
    "1 and -Infinity",
    () =>
      tensor([
        [1, -Infinity, 0],
        [0, 0, 0],
        [0, 0, 0],
      ]),
  ],
  [
    "a bias of any numbers",
    () =>
      tensor([
        [0, 1, 2],
        [1, 0, 1],
        [2, 1, 0],
      ]),
  ],
  [
    "int32",
    () =>
      tensor(
        [
          [0, 1, 1],
          [0, 0, 1],
          [0, 0, 0],
        ],
        { dtype: "int32" },
      ),
  ],
])("a mask of %s is taken", (_, make) => {
  expect(attention.forward(x, x, x, { attnMask: make() }).output.shape).toEqual([1, 3, 4]);
});

test("the mask option of SelfAttention and attend too, which is added", () => {
  const own = new SelfAttention({ dModel: 4, heads: 2 });
  const mask = square().reshape(1, 1, 3, 3);
  expect(() => own.forward(x, { mask })).toThrow(/^SelfAttention: the mask is float32/);
  expect(() => attend({ q: x, k: x, v: x }, { heads: 2, mask })).toThrow(
    /^attend: the mask is float32/,
  );
});

describe("where values cannot be read at once", () => {
  const wasm = defaultDevice();
  afterEach(() => setDefaultDevice(wasm));

  test("a mask is known by what was uploaded, until it changes", async () => {
    const { readSync: _, ...backend } = createReferenceBackend();
    await init({ device: backend });
    const [x, like] = [ones([1, 3, 4]), new MultiheadAttention(4, 2)];
    const mask = tensor([
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
    ]);
    const run = () => like.forward(x, x, x, { attnMask: mask });
    expect(run).toThrow(/^MultiheadAttention: attnMask: the mask is float32.*1 = blocked/);
    mask.upload(Float32Array.from({ length: 9 }, (_, i) => (i === 1 ? -Infinity : 0)));
    expect(run).not.toThrow();
    mask.upload(new Float32Array(9).fill(1));
    expect(run).toThrow("the mask is float32");
    mask.upload(new Float32Array(9)); // zeros change nothing
    expect(run).not.toThrow();
  });
});
