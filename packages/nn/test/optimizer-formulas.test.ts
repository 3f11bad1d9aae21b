import { describe, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { Adafactor, type AdafactorOptions } from "../src/optim/adafactor.ts";
import { Adagrad } from "../src/optim/adagrad.ts";
import { Adam, AdamW } from "../src/optim/adam.ts";
import { Lion } from "../src/optim/lion.ts";
import { Muon } from "../src/optim/muon.ts";
import type { Optimizer } from "../src/optim/optimizer.ts";
import { RMSprop } from "../src/optim/rmsprop.ts";
import { SGD } from "../src/optim/sgd.ts";
import { Generator } from "../src/random/generator.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { referenceDevice } from "./finite-differences.ts";

const STEPS = 6;
const [rows, columns] = [3, 5];

/** PyTorch's formula for one element; `s` is what it keeps. */
type Rule = (p: number, g: number, step: number, s: Record<string, number>) => number;

const rules: Readonly<Record<string, readonly [(params: Tensor[]) => Optimizer, Rule]>> = {
  "SGD with dampening and L2, maximizing": [
    (params) =>
      new SGD(params, {
        lr: 0.1,
        momentum: 0.8,
        dampening: 0.3,
        weightDecay: 0.2,
        maximize: true,
      }),
    (p, g, step, s) => {
      const d = -g + 0.2 * p;
      s.b = step === 1 ? d : 0.8 * s.b! + 0.7 * d;
      return p - 0.1 * s.b;
    },
  ],
  "Adam with amsgrad and L2, maximizing": [
    (params) => new Adam(params, { lr: 0.1, amsgrad: true, weightDecay: 0.3, maximize: true }),
    (p, g, step, s) => {
      const d = -g + 0.3 * p;
      s.m = 0.9 * (s.m ?? 0) + 0.1 * d;
      s.v = 0.999 * (s.v ?? 0) + 0.001 * d * d;
      s.x = Math.max(s.x ?? 0, s.v);
      const denominator = Math.sqrt(s.x) / Math.sqrt(1 - 0.999 ** step) + 1e-8;
      return p - ((0.1 / (1 - 0.9 ** step)) * s.m) / denominator;
    },
  ],
  "AdamW's defaults": [
    (params) => new AdamW(params),
    (p, g, step, s) => {
      s.m = 0.9 * (s.m ?? 0) + 0.1 * g;
      s.v = 0.999 * (s.v ?? 0) + 0.001 * g * g;
      const denominator = Math.sqrt(s.v / (1 - 0.999 ** step)) + 1e-8;
      return p * (1 - 1e-5) - ((1e-3 / (1 - 0.9 ** step)) * s.m) / denominator;
    },
  ],
  "RMSprop, centered, with momentum and L2": [
    (params) =>
      new RMSprop(params, {
        lr: 0.02,
        alpha: 0.9,
        eps: 1e-3,
        momentum: 0.7,
        weightDecay: 0.1,
        centered: true,
      }),
    (p, g, _, s) => {
      const d = g + 0.1 * p;
      s.v = 0.9 * (s.v ?? 0) + 0.1 * d * d;
      s.a = 0.9 * (s.a ?? 0) + 0.1 * d;
      s.b = 0.7 * (s.b ?? 0) + d / (Math.sqrt(s.v - s.a * s.a) + 1e-3);
      return p - 0.02 * s.b;
    },
  ],
  "Adagrad with decay of the rate": [
    (params) =>
      new Adagrad(params, {
        lr: 0.1,
        lrDecay: 0.5,
        initialAccumulatorValue: 0.1,
        weightDecay: 0.2,
        eps: 1e-3,
      }),
    (p, g, step, s) => {
      const d = g + 0.2 * p;
      s.sum = (s.sum ?? 0.1) + d * d;
      return p - (0.1 / (1 + (step - 1) * 0.5)) * (d / (Math.sqrt(s.sum) + 1e-3));
    },
  ],
  "Lion: Chen et al., algorithm 2": [
    (params) => new Lion(params, { lr: 0.01, betas: [0.8, 0.95], weightDecay: 0.5 }),
    (p, g, _, s) => {
      const direction = Math.sign(0.8 * (s.m ?? 0) + 0.2 * g);
      s.m = 0.95 * (s.m ?? 0) + 0.05 * g;
      return p - 0.01 * (direction + 0.5 * p);
    },
  ],
};

const devices = [
  ["wasm", defaultDevice(), 1e-5],
  ["reference", referenceDevice(), 1e-12],
] as const;

function worstError(actual: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((e, i) => Math.abs(actual[i]! - e)));
}

describe.each(devices)("on %s", (_, device, tolerance) => {
  const random = () => new Generator(3);
  const parameterOf = (values: readonly number[], shape: readonly number[]): Tensor =>
    tensor(Float64Array.from(values), { shape, device, requiresGrad: true }).makeLasting();
  const setGradient = (parameter: Tensor, values: readonly number[]): void => {
    parameter.grad?.dispose();
    const { shape } = parameter;
    parameter.grad = tensor(Float64Array.from(values), { shape, device }).makeLasting();
  };

  test.each(Object.entries(rules))("%s", (_name, [make, rule]) => {
    const before = device.memory().buffers;
    const numbers = random();
    const expected = [...numbers.normal(rows * columns)];
    const states = expected.map(() => ({}));
    const parameter = parameterOf(expected, [rows, columns]);
    const optimizer = make([parameter]);
    for (let step = 1; step <= STEPS; step++) {
      const gradient = [...numbers.normal(rows * columns)];
      setGradient(parameter, gradient);
      optimizer.step();
      expected.forEach((p, i) => {
        expected[i] = rule(p, gradient[i]!, step, states[i]!);
      });
      expect(worstError(parameter.dataSync(), expected)).toBeLessThan(tolerance);
    }
    optimizer.dispose();
    parameter.dispose();
    expect(device.memory().buffers).toBe(before);
  });

  test("Adafactor: a constant gradient moves by lr times the parameter's size, in its sign", () => {
    for (const shape of [[2, 3], [6], [2, 1, 3]]) {
      const parameter = parameterOf([3, 3, 3, -3, -3, -3], shape);
      const optimizer = new Adafactor([parameter]);
      setGradient(parameter, [0.2, 0.2, 0.2, 0.2, 0.2, 0.2]);
      optimizer.step();
      // Second moment 0.04 everywhere: the update is 1, its root mean square too.
      const expected = [3, 3, 3, -3, -3, -3].map((p) => p - 0.01 * 3);
      expect(worstError(parameter.dataSync(), expected)).toBeLessThan(3 * tolerance);
      optimizer.dispose();
      parameter.dispose();
    }
  });

  const settings: readonly AdafactorOptions[] = [
    {},
    { lr: 0.5, beta2Decay: -0.5, d: 1.5, weightDecay: 0.1, eps: [1e-3, 0.2], maximize: true },
  ];
  test.each(settings)("Adafactor %j: PyTorch's loop, written out", (options) => {
    const before = device.memory().buffers;
    const numbers = random();
    const parameter = parameterOf([...numbers.normal(rows * columns, 0, 0.1)], [rows, columns]);
    const expected = adafactorByHand([...parameter.dataSync()], options);
    const optimizer = new Adafactor([parameter], options);
    for (let step = 1; step <= STEPS; step++) {
      const gradient = [...numbers.normal(rows * columns)];
      setGradient(parameter, gradient);
      optimizer.step();
      expect(worstError(parameter.dataSync(), expected(gradient))).toBeLessThan(tolerance);
    }
    const { tensors } = optimizer.stateDict();
    expect([...tensors].map(([name, { shape }]) => [name, shape])).toEqual([
      ["0.row_var", [rows, 1]],
      ["0.col_var", [1, columns]],
    ]);
    optimizer.dispose();
    parameter.dispose();
    expect(device.memory().buffers).toBe(before);
  });

  test("Muon: singular values go through the quintic five times, whatever the matrix's shape", () => {
    const before = device.memory().buffers;
    for (const [height, width] of [
      [2, 2],
      [2, 3],
      [3, 2],
    ] as const) {
      // diag(3, 4) / 5 has the singular values 0.6 and 0.8.
      const at = (i: number, value: number, size = height * width): readonly number[] =>
        Array.from({ length: size }, (_, j) => (j === i ? value : 0));
      const gradient = at(0, 3).map((v, i) => v + at(width + 1, 4)[i]!);
      const start = gradient.map((_, i) => 1 + i);
      const parameter = parameterOf(start, [height, width]);
      const optimizer = new Muon([parameter], { lr: 0.1, weightDecay: 0.5 });
      setGradient(parameter, gradient);
      optimizer.step();
      const direction = at(0, quintic(0.6)).map((v, i) => v + at(width + 1, quintic(0.8))[i]!);
      const rate = 0.1 * Math.sqrt(Math.max(1, height / width));
      const expected = start.map((p, i) => p * (1 - 0.1 * 0.5) - rate * direction[i]!);
      expect(worstError(parameter.dataSync(), expected)).toBeLessThan(tolerance);
      optimizer.dispose();
      parameter.dispose();
    }
    expect(device.memory().buffers).toBe(before);
  });

  test.each([true, false])("Muon's momentum, nesterov %s", (nesterov) => {
    // A 1 x 1 matrix has one singular value, 1 after the division by the norm: only signs remain.
    const parameter = parameterOf([1], [1, 1]);
    const optimizer = new Muon([parameter], {
      lr: 0.1,
      weightDecay: 0,
      momentum: 0.5,
      nesterov,
      adjustLrFn: "match_rms_adamw",
    });
    const rate = 0.1 * 0.2 * quintic(1);
    setGradient(parameter, [2]); // buffer 1, update 1.5 or 1
    optimizer.step();
    expect(parameter.item()).toBeCloseTo(1 - rate, 5);
    setGradient(parameter, [-0.8]); // buffer 0.1, update -0.35 or 0.1
    optimizer.step();
    expect(parameter.item()).toBeCloseTo(nesterov ? 1 : 1 - 2 * rate, 5);
    expect(optimizer.stateDict().tensors.get("0.momentum_buffer")!.item()).toBeCloseTo(0.1, 6);
    optimizer.dispose();
    parameter.dispose();
  });
});

/** Five steps of x = 3.4445 x - 4.775 x^3 + 2.0315 x^5. */
function quintic(x: number): number {
  for (let i = 0; i < 5; i++) x = 3.4445 * x - 4.775 * x ** 3 + 2.0315 * x ** 5;
  return x;
}

/** torch/optim/_adafactor.py, for a matrix [rows, columns]. */
function adafactorByHand(
  p: number[],
  {
    lr = 1e-2,
    beta2Decay = -0.8,
    eps = [null, 1e-3],
    d = 1,
    weightDecay = 0,
    maximize = false,
  }: AdafactorOptions,
): (gradient: readonly number[]) => number[] {
  const eps1 = eps[0] ?? 2 ** -23;
  const rms = (x: readonly number[]) => Math.sqrt(x.reduce((s, v) => s + v * v, 0) / x.length);
  const mean = (x: readonly number[]) => x.reduce((s, v) => s + v, 0) / x.length;
  const rowVar = Array(rows).fill(0);
  const colVar = Array(columns).fill(0);
  let step = 0;
  return (gradient) => {
    step++;
    const g = gradient.map((v) => (maximize ? -v : v));
    const weight = step ** beta2Decay;
    const alpha = Math.max(eps[1], rms(p)) * Math.min(lr, 1 / Math.sqrt(step));
    for (let r = 0; r < rows; r++) {
      const row = g.filter((_, i) => Math.floor(i / columns) === r).map((v) => v * v);
      rowVar[r] += weight * (mean(row) - rowVar[r]);
    }
    for (let c = 0; c < columns; c++) {
      const column = g.filter((_, i) => i % columns === c).map((v) => v * v);
      colVar[c] += weight * (mean(column) - colVar[c]);
    }
    const update = g.map((v, i) => {
      const variance =
        (rowVar[Math.floor(i / columns)] * colVar[i % columns]) / Math.max(mean(rowVar), eps1);
      return v / Math.sqrt(Math.max(variance, eps1 * eps1));
    });
    const denominator = Math.max(1, rms(update) / d);
    p.forEach((v, i) => {
      p[i] = v * (1 - lr * weightDecay) - (alpha / denominator) * update[i]!;
    });
    return p;
  };
}
