import { createWasmBackend } from "@qkv/core-wasm";
import { describe, expect, test } from "vitest";
import { enableGrad, noGrad } from "../src/autograd/grad-mode.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { tensorMethods } from "../src/device/tensor-methods.ts";
import { Linear } from "../src/layers/linear.ts";
import { TransformerBlock } from "../src/models/block/transformer-block.ts";
import { Gpt, gpt2Names } from "../src/models/families/gpt.ts";
import { Module } from "../src/module/module.ts";
import { Generator } from "../src/random/generator.ts";
import { Device } from "../src/tensor/device.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { checkpoint } from "../src/training/activation-checkpoint.ts";

const wasm = (): Device => new Device(createWasmBackend(), tensorMethods);
const { options: decoder } = new Gpt({
  ...{ vocabSize: 11, contextLength: 32, layers: 6, heads: 2, dModel: 32, dropout: 0.1 },
});

/** One pass through a stack of blocks, forward and backward: gradients, peak bytes, draws. */
function pass(recompute: boolean, requiresGrad = true) {
  const device = wasm();
  const generator = new Generator(1);
  const blocks = Array.from(
    { length: 6 },
    () => new TransformerBlock(decoder, gpt2Names, { generator, device }),
  );
  const values = new Generator(2).normal(4 * 32 * 32);
  const x = tensor(values, { shape: [4, 32, 32], device, requiresGrad });
  const before = device.memory();
  scope(() => {
    let y: Tensor = x;
    for (const block of blocks) y = recompute ? checkpoint(block, y) : block.forward(y);
    y.mul(y).sum().backward();
  });
  const leaves = [...(requiresGrad ? [x] : []), ...blocks.flatMap((block) => block.parameters())];
  const gradients = leaves.map(({ grad }) => [...grad!.dataSync()]);
  const peak = device.memory().peakBytes - before.bytes;
  for (const leaf of leaves) {
    leaf.grad!.dispose();
    leaf.grad = undefined;
  }
  expect(device.memory().buffers).toBe(before.buffers);
  return { gradients, peak, generator: generator.state };
}

/** Numbers of the tensors that are not the same to the bit. */
const differing = (a: readonly number[][], b: readonly number[][]): number[] =>
  a.flatMap((values, i) => (values.every((v, j) => Object.is(v, b[i]![j])) ? [] : [i]));

describe("checkpoint", () => {
  test("gives the same gradients to the bit, dropout included, in less memory", () => {
    const [plain, recomputed] = [pass(false), pass(true)];
    expect(differing(recomputed.gradients, plain.gradients)).toEqual([]);
    expect(recomputed.generator).toEqual(plain.generator);
    expect(recomputed.peak).toBeLessThan(0.45 * plain.peak);
  });

  test("reaches parameters when no input requires a gradient", () => {
    expect(differing(pass(true, false).gradients, pass(false, false).gradients)).toEqual([]);
  });

  class Product extends Module {
    readonly inner = this.child("inner", new Linear(3, 3, { generator: new Generator(1) }));
    readonly deep: boolean;
    constructor(deep = false) {
      super();
      this.deep = deep;
    }
    forward(a: Tensor, { b }: { readonly b: Tensor }, times: number): Tensor {
      const y = this.deep ? checkpoint(this.inner, a) : this.inner.forward(a);
      return y.mul(b).scale(times);
    }
  }

  test.each([false, true])("takes tensors in objects, and other arguments; nested %s", (deep) => {
    const [plain, recomputed] = [false, true].map((again) => {
      const model = new Product(deep);
      const a = tensor([[1, 2, 3]], { requiresGrad: true });
      const b = tensor([[4, 5, 6]], { requiresGrad: true });
      scope(() => {
        const mask = b.scale(2); // freed, but kept for the gradient
        const y = again ? checkpoint(model, a, { b: mask }, 3) : model.forward(a, { b: mask }, 3);
        mask.dispose();
        y.sum().backward();
      });
      return [a, b, ...model.parameters()].map(({ grad }) => [...grad!.dataSync()]);
    });
    expect(recomputed).toEqual(plain);
  });

  test("may be run backwards twice, and frees what nobody runs", () => {
    const model = new Product();
    const a = tensor([[1, 2, 3]], { requiresGrad: true });
    const b = tensor([[4, 5, 6]]);
    const buffers = () => a.device.memory().buffers;
    const before = buffers();
    scope(() => checkpoint(model, a, { b }, 1).sum().dispose());
    expect(buffers()).toBe(before);
    scope(() => {
      const y = checkpoint(model, a, { b }, 1).sum();
      y.backward({ retainGraph: true });
      const once = [...a.grad!.dataSync()];
      y.backward();
      expect([...a.grad!.dataSync()]).toEqual(once.map((g) => 2 * g));
    });
  });

  test("costs nothing when nothing is recorded, and unused inputs get zeros", () => {
    class First extends Module {
      forward(a: Tensor, _b: Tensor): Tensor {
        return a;
      }
    }
    const [a, b] = [tensor([1], { requiresGrad: true }), tensor([2], { requiresGrad: true })];
    expect(noGrad(() => checkpoint(new First(), a, b))).toBe(a);
    expect(noGrad(() => enableGrad(() => checkpoint(new First(), a, b))).requiresGrad).toBe(true);
    const output = checkpoint(new First(), a, b);
    output.backward();
    expect([a.grad!.item(), b.grad!.item()]).toEqual([1, 0]);
  });
});
