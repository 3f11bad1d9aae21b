import { expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import {
  abs,
  argmax,
  LogSoftmax,
  logSoftmax,
  max,
  neg,
  pow,
  ReLU,
  relu,
  Sigmoid,
  SiLU,
  Softmax,
  Softplus,
  sigmoid,
  silu,
  softmax,
  softplus,
  Tanh,
  tanh,
} from "../src/index.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const values = (x: Tensor) => Array.from(x.dataSync());

test("activation modules compute what the functions do, with their options", () => {
  scope(() => {
    const x = tensor([-2, -0.5, 0, 3], { shape: [2, 2] });
    const pairs = [
      [new ReLU(), relu(x)],
      [new Tanh(), tanh(x)],
      [new Sigmoid(), sigmoid(x)],
      [new SiLU(), silu(x)],
      [new Softplus({ beta: 2 }), softplus(x, { beta: 2 })],
      [new Softmax(0), softmax(x, 0)],
      [new LogSoftmax(), logSoftmax(x, 1)],
    ] as const;
    for (const [module, expected] of pairs) {
      expect(values(module.forward(x)), module.path).toEqual(values(expected));
      expect(module.stateDict().size).toBe(0);
    }
  });
});

test("tensors offer the common functions as methods", () => {
  scope(() => {
    const x = tensor([-2, -0.5, 0, 3], { shape: [2, 2] });
    const pairs: readonly (readonly [Tensor, Tensor])[] = [
      [x.tanh(), tanh(x)],
      [x.sigmoid(), sigmoid(x)],
      [x.neg(), neg(x)],
      [x.abs(), abs(x)],
      [x.pow(3), pow(x, 3)],
      [x.max([0], true), max(x, [0], true)],
      [x.argmax(1), argmax(x, 1)],
      [x.softmax(0), softmax(x, 0)],
      [x.logSoftmax(), logSoftmax(x)],
    ];
    for (const [method, expected] of pairs) {
      expect(values(method)).toEqual(values(expected));
      expect(method.shape).toEqual(expected.shape);
    }
  });
});

test("softplus follows its threshold, in the gradient too", () => {
  scope(() => {
    const x = tensor([1, 3], { requiresGrad: true });
    const y = softplus(x, { threshold: 2 });
    expect(values(y)[0]).toBeCloseTo(Math.log1p(Math.E), 6);
    expect(values(y)[1]).toBe(3);
    y.sum().backward();
    expect(values(x.grad!)[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
    expect(values(x.grad!)[1]).toBe(1);
    const unknown: object = { treshold: 2 };
    expect(() => softplus(x, unknown)).toThrow(
      "softplus: unknown option treshold, expected one of",
    );
  });
});
