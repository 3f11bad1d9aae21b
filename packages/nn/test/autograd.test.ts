import { describe, expect, test } from "vitest";
import { noGrad } from "../src/autograd/grad-mode.ts";
import { ones, tensor, zeros } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { matmul } from "../src/ops/matmul.ts";
import { SGD } from "../src/optim/sgd.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const values = (t: Tensor | undefined) => [...t!.dataSync()];

describe("backward", () => {
  test("adds up what reaches a leaf by several ways, and over several calls", () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    const y = x.mul(x).add(x).sum(); // dy/dx = 2x + 1
    y.backward();
    expect(values(x.grad)).toEqual([3, 5, 7]);
    x.scale(10).sum().backward();
    expect(values(x.grad)).toEqual([13, 15, 17]);
  });

  test("takes the gradient of a result of several elements", () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    const y = x.mul(x);
    expect(() => y.backward()).toThrow("backward: tensor is [3], expected one element");
    expect(() => y.backward({ gradient: tensor([1, 2]) })).toThrow("gradient is [2], expected [3]");
    y.backward({ gradient: tensor([1, 10, 100]) });
    expect(values(x.grad)).toEqual([2, 40, 600]);
  });

  test("does not disturb the gradient that was passed in", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const gradient = tensor([1, 1]);
    x.add(x).backward({ gradient });
    expect(values(gradient)).toEqual([1, 1]);
    expect(values(x.grad)).toEqual([2, 2]);
  });

  test("runs again only when the graph was retained", () => {
    const x = tensor([2], { requiresGrad: true });
    const y = x.mul(x);
    y.backward({ retainGraph: true });
    y.backward();
    expect(values(x.grad)).toEqual([8]);
    expect(() => y.backward()).toThrow("was freed by an earlier backward()");
  });

  test("frees the tensors on the way and says so", () => {
    const x = tensor([2], { requiresGrad: true });
    const middle = x.mul(x);
    middle.scale(3).backward();
    expect(middle.disposed).toBe(true);
    expect(() => middle.dataSync()).toThrow("was freed by backward()");
  });

  test("needs something that requires a gradient", () => {
    const x = tensor([2], { requiresGrad: true });
    expect(() => tensor([1]).backward()).toThrow("nothing requires a gradient");
    expect(() => noGrad(() => x.mul(x)).backward()).toThrow("nothing requires a gradient");
    expect(() => x.detach().mul(x.detach()).backward()).toThrow("nothing requires a gradient");
  });

  test("leaves what requires no gradient without one", () => {
    const x = tensor([2], { requiresGrad: true });
    const constant = tensor([3]);
    x.mul(constant).backward();
    expect(values(x.grad)).toEqual([3]);
    expect(constant.grad).toBeUndefined();
  });
});

describe("memory", () => {
  test("a step in a scope leaves only the gradient", () => {
    const x = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { requiresGrad: true },
    );
    const step = () => scope(() => x.matmul(x).softmax().log().mean().backward({}));
    step();
    const after = defaultDevice().memory();
    step();
    expect(defaultDevice().memory().bytes).toBe(after.bytes);
    expect(defaultDevice().memory().buffers).toBe(after.buffers);
    expect(x.grad!.disposed).toBe(false);
  });

  test("a graph nobody can differentiate any more frees what it saved", () => {
    const before = defaultDevice().memory().buffers;
    const x = tensor([1, 2, 3], { requiresGrad: true });
    scope(() => {
      x.exp().mul(x).sum(); // never differentiated
    });
    x.dispose();
    expect(defaultDevice().memory().buffers).toBe(before);
  });

  test("what a graph saved outlives its handles", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = scope(() => x.exp().mul(x).sum());
    y.backward(); // d(x e^x)/dx = e^x (1 + x)
    expect(values(x.grad)[0]).toBeCloseTo(2 * Math.E, 5);
    expect(values(x.grad)[1]).toBeCloseTo(3 * Math.E ** 2, 4);
  });

  test("a long chain neither overflows the stack nor leaks", () => {
    const before = defaultDevice().memory().buffers;
    const x = tensor([1], { requiresGrad: true });
    scope(() => {
      let y = x.scale(1);
      for (let i = 0; i < 20_000; i++) y = y.scale(1);
      y.backward();
    });
    expect(values(x.grad)).toEqual([1]);
    x.dispose();
    expect(defaultDevice().memory().buffers).toBe(before);
  });
});

describe("what was saved for backward", () => {
  test("may not change before it is used, as in PyTorch", () => {
    const weight = tensor([1, 2], { requiresGrad: true });
    const optimizer = new SGD([weight], { lr: 1 });
    const loss = weight.mul(weight).sum();
    loss.backward({ retainGraph: true });
    expect(values(weight.grad)).toEqual([2, 4]);
    optimizer.step();
    expect(() => loss.backward()).toThrow(
      "backward: what mul [2] was computed from was changed in place afterwards",
    );
    const sum = weight.scale(3).sum(); // nothing saved: nothing to miss
    optimizer.step();
    optimizer.zeroGrad();
    sum.backward();
    expect(values(weight.grad)).toEqual([3, 3]);
  });

  test("a backward that fails leaves no gradients behind", () => {
    const before = defaultDevice().memory().buffers;
    scope(() => {
      const x = tensor([1, 2], { requiresGrad: true });
      const oldest = x.sqrt(); // its gradient waits when the younger trunk fails
      const trunk = x.exp();
      const first = trunk.sum();
      const second = trunk.mul(trunk).add(oldest).sum();
      first.backward();
      expect(() => second.backward()).toThrow("the graph of exp [2] was freed");
    });
    expect(defaultDevice().memory().buffers).toBe(before);
  });

  test("a leaf that was freed before backward gets no gradient, which nobody could free", () => {
    const before = defaultDevice().memory().buffers;
    const loss = scope(() => {
      const leaf = tensor([1, 2], { requiresGrad: true });
      return leaf.mul(leaf).sum();
    });
    loss.backward();
    loss.dispose();
    expect(defaultDevice().memory().buffers).toBe(before);
  });
});

test("gradients of products over an empty batch are zeros", () => {
  scope(() => {
    for (const activation of ["none", "relu", "gelu"] as const) {
      const x = zeros([0, 3], { requiresGrad: true });
      const weight = ones([3, 2], { requiresGrad: true });
      const bias = ones([2], { requiresGrad: true });
      matmul(x, weight, { bias, activation }).sum().backward();
      expect([x.grad!.shape, values(weight.grad), values(bias.grad)]).toEqual([
        [0, 3],
        [0, 0, 0, 0, 0, 0],
        [0, 0],
      ]);
    }
    const a = ones([2, 0, 3], { requiresGrad: true });
    const b = ones([2, 3, 4], { requiresGrad: true });
    matmul(a, b).sum().backward();
    expect(values(b.grad)).toEqual(new Array(24).fill(0));
  });
});
