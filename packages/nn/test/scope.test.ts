import { expect, test } from "vitest";
import { scaledDotProductAttention } from "../src/attention/scaled-dot-product-attention.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { gelu } from "../src/ops/gelu.ts";
import { layerNorm } from "../src/ops/layer-norm.ts";
import { matmul } from "../src/ops/matmul.ts";
import { rmsNorm } from "../src/ops/rms-norm.ts";
import { silu } from "../src/ops/silu.ts";
import { softplus } from "../src/ops/softplus.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const buffers = () => defaultDevice().memory().buffers;

test("frees everything but what is returned, in objects and arrays too", () => {
  const before = buffers();
  const { kept, list } = scope(() => {
    tensor([1]);
    return { kept: tensor([2]), list: [tensor([3]), tensor([4])] };
  });
  expect(buffers()).toBe(before + 3);
  for (const t of [kept, ...list]) t.dispose();
  expect(buffers()).toBe(before);
});

test("passes what it returns to the scope around it", () => {
  const before = buffers();
  scope(() => {
    const inner = scope(() => tensor([1, 2]));
    expect(inner.disposed).toBe(false);
  });
  expect(buffers()).toBe(before);
});

test("frees on a throw", () => {
  const before = buffers();
  expect(() =>
    scope(() => {
      tensor([1]);
      throw new Error("broken off");
    }),
  ).toThrow("broken off");
  expect(buffers()).toBe(before);
});

test("refuses a promise, by type and when it runs", () => {
  // @ts-expect-error a promise outlives the scope
  expect(() => scope(async () => tensor([1]))).toThrow(TypeError);
});

test("leaves lasting tensors to their owner", () => {
  const lasting = scope(() => {
    const made = tensor([1]).makeLasting();
    return () => made;
  })();
  expect(lasting.disposed).toBe(false);
  lasting.dispose();
});

test("views share memory until the last of them is gone", () => {
  const before = buffers();
  const x = tensor([1, 2, 3, 4]);
  const square = x.reshape(2, -1);
  x.dispose();
  expect([...square.dataSync()]).toEqual([1, 2, 3, 4]);
  square.dispose();
  expect(buffers()).toBe(before);
});

test("outside of a scope, operations leave nothing behind but their result", () => {
  const x = tensor(new Float32Array(24).fill(0.5), { shape: [2, 3, 4] });
  const weight = tensor([1, 2, 3, 4]);
  const matrix = tensor(new Float32Array(16).fill(0.1), { shape: [4, 4] });
  const operations: Record<string, () => Tensor> = {
    attention: () => scaledDotProductAttention(x, x, x, { isCausal: true }),
    layerNorm: () => layerNorm(x, { weight }),
    rmsNorm: () => rmsNorm(x, { weight }),
    gelu: () => gelu(x),
    silu: () => silu(x),
    softplus: () => softplus(x),
    matmul: () => matmul(x, matrix, { activation: "gelu" }),
  };
  for (const requiresGrad of [false, true]) {
    x.requiresGrad_(requiresGrad);
    for (const [name, operation] of Object.entries(operations)) {
      const before = buffers();
      operation().dispose();
      expect(buffers(), name).toBe(before);
    }
  }
  for (const t of [x, weight, matrix]) t.dispose();
});
