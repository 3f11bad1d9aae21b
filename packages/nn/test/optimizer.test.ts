import { describe, expect, test } from "vitest";
import { tensor, zeros } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { Adafactor } from "../src/optim/adafactor.ts";
import { Adagrad } from "../src/optim/adagrad.ts";
import { Adam, AdamW } from "../src/optim/adam.ts";
import { Lion } from "../src/optim/lion.ts";
import { Muon } from "../src/optim/muon.ts";
import type { Optimizer } from "../src/optim/optimizer.ts";
import { RMSprop } from "../src/optim/rmsprop.ts";
import { SGD } from "../src/optim/sgd.ts";
import { Generator } from "../src/random/generator.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const shapes = [
  [3, 5],
  [7, 2],
];

const optimizers: Readonly<Record<string, readonly [(params: Tensor[]) => Optimizer, string[]]>> = {
  SGD: [
    (params) => new SGD(params, { lr: 0.1, momentum: 0.9, dampening: 0.5 }),
    ["momentum_buffer"],
  ],
  "SGD without momentum": [(params) => new SGD(params), []],
  Adam: [(params) => new Adam(params), ["exp_avg", "exp_avg_sq"]],
  AdamW: [
    (params) => new AdamW(params, { amsgrad: true }),
    ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"],
  ],
  RMSprop: [
    (params) => new RMSprop(params, { momentum: 0.5, centered: true }),
    ["square_avg", "grad_avg", "momentum_buffer"],
  ],
  Adagrad: [(params) => new Adagrad(params, { lrDecay: 0.1 }), ["sum"]],
  Adafactor: [(params) => new Adafactor(params), ["row_var", "col_var"]],
  Lion: [(params) => new Lion(params), ["exp_avg"]],
  Muon: [(params) => new Muon(params), ["momentum_buffer"]],
};

/** Two parameters, and a function that does a step with random gradients. */
function training(make: (params: Tensor[]) => Optimizer, seed: number) {
  const start = new Generator(seed);
  const params = shapes.map((shape) =>
    tensor(start.normal(shape[0]! * shape[1]!), { shape, requiresGrad: true }),
  );
  const optimizer = make(params);
  const step = (random: Generator): void => {
    optimizer.zeroGrad();
    for (const parameter of params) {
      const { shape, size } = parameter;
      parameter.grad = tensor(random.normal(size), { shape }).makeLasting();
    }
    optimizer.step();
  };
  const dispose = (): void => {
    optimizer.dispose();
    for (const parameter of params) parameter.dispose();
  };
  return { params, optimizer, step, dispose, values: () => params.map((p) => [...p.dataSync()]) };
}

describe.each(Object.entries(optimizers))("%s", (_, [make, kept]) => {
  test("continues from its state to the bit, and leaks nothing", () => {
    const before = defaultDevice().memory().buffers;
    const first = training(make, 1);
    const random = new Generator(2);
    for (let i = 0; i < 4; i++) first.step(random);
    const { steps, tensors } = first.optimizer.stateDict();
    expect(steps).toEqual([4, 4]);
    expect([...tensors.keys()]).toEqual([0, 1].flatMap((i) => kept.map((name) => `${i}.${name}`)));
    const second = training(make, 99);
    first.params.forEach((parameter, i) => {
      const { backend } = parameter.device;
      backend.upload(second.params[i]!.storage.buffer, parameter.dataSync());
    });
    second.optimizer.loadStateDict(first.optimizer.stateDict());
    const state = random.state;
    for (let i = 0; i < 3; i++) first.step(random);
    random.state = state;
    for (let i = 0; i < 3; i++) second.step(random);
    expect(second.values()).toEqual(first.values());
    first.dispose();
    second.dispose();
    expect(defaultDevice().memory().buffers).toBe(before);
  });

  test("passes over a parameter without a gradient", () => {
    const one = training(make, 1);
    const before = one.values();
    one.optimizer.step();
    expect(one.values()).toEqual(before);
    expect(one.optimizer.stateDict().steps).toEqual([0, 0]);
    one.dispose();
  });

  test("refuses an option that it does not have", () => {
    const params = [zeros([2, 2])];
    const type = make(params).constructor;
    const Made = type as new (params: readonly Tensor[], options: object) => Optimizer;
    expect(() => new Made(params, { learningRate: 1 })).toThrow(
      `${type.name}: unknown option learningRate, expected one of lr, `,
    );
    expect(() => new Made(params, { lr: -1 })).toThrow(`${type.name}: lr is -1, expected 0`);
  });
});

describe("groups", () => {
  test("have settings of their own, and the optimiser's for the rest", () => {
    const [a, b] = [zeros([2]), zeros([2])];
    const { groups } = new SGD(
      [
        { params: [a], lr: 0.5 },
        { params: [b], weightDecay: 0.1, lrScale: 0.5 },
      ],
      { lr: 0.1, momentum: 0.9 },
    );
    expect(groups.map(({ params, ...settings }) => settings)).toMatchObject([
      { lr: 0.5, momentum: 0.9, weightDecay: 0, lrScale: 1 },
      { lr: 0.05, momentum: 0.9, weightDecay: 0.1, lrScale: 0.5 },
    ]);
  });

  test("may be changed between steps", () => {
    const p = tensor([1, 1], { requiresGrad: true });
    p.grad = tensor([1, 2]).makeLasting();
    using optimizer = new SGD([p], { lr: 0.1 });
    optimizer.groups[0]!.lr = 0.5;
    optimizer.step();
    expect([...p.dataSync()]).toEqual([0.5, 0]);
    p.dispose();
  });

  test("errors say what is wrong", () => {
    const [a, b] = [zeros([2]), zeros([2])];
    expect(() => new AdamW([])).toThrow("AdamW: there are no parameters");
    expect(() => new Adam([a, b, a])).toThrow("Adam: a parameter appears twice");
    expect(() => new SGD([a, { params: [b] }] as never)).toThrow(
      "SGD: tensors and parameter groups",
    );
    expect(() => new SGD([{ params: [a], lrscale: 1 }] as never)).toThrow(
      "SGD: unknown option lrscale, expected one of params, lrScale, lr, momentum",
    );
    expect(() => new SGD([{ params: [a], lrScale: -1 }])).toThrow("lrScale is -1, expected 0");
    expect(() => new SGD([a], { nesterov: true })).toThrow("expected momentum above 0");
    expect(() => new Adam([a], { betas: [0.9, 1] })).toThrow("Adam: betas are [0.9,1], expected");
    expect(() => new Adafactor([a], { beta2Decay: 1 })).toThrow("beta2Decay is 1, expected 0 or");
    expect(() => new Adafactor([a], { d: 0.5 })).toThrow("d is 0.5, expected 1 or more");
    expect(() => new Muon([a])).toThrow("Muon: a parameter is [2], expected matrices");
    expect(() => new Muon([zeros([2, 2])], { nsSteps: 100 })).toThrow("nsSteps is 100, expected");
    expect(() => new Muon([zeros([2, 2])], { adjustLrFn: "other" as never })).toThrow(
      'adjustLrFn is "other", expected "original" or "match_rms_adamw"',
    );
    using optimizer = new Adam([a, b]);
    expect(() => optimizer.loadStateDict({ steps: [1], tensors: new Map() })).toThrow(
      "Adam: state dict does not fit: state of 1 parameters, expected 2",
    );
    expect(() => optimizer.loadStateDict([1, 1] as never)).toThrow(
      "Adam: loadStateDict takes what stateDict() gives",
    );
    const one = { dtype: "float32", shape: [1], values: Float32Array.of(1) } as const;
    const tensors = new Map([
      ["0.exp_avg", one],
      ["0.exp_avg_sq", one],
    ]);
    expect(() => optimizer.loadStateDict({ steps: [1, 0], tensors })).toThrow(
      "0.exp_avg has 1 elements, expected 2",
    );
  });
});

test("a state without steps of a parameter takes away what was kept for it", () => {
  const weight = tensor([1, 2], { requiresGrad: true });
  const before = defaultDevice().memory().buffers;
  const optimizer = new AdamW([weight], { lr: 0.1 });
  weight.sum().backward();
  optimizer.step();
  optimizer.loadStateDict({ steps: [0], tensors: new Map() });
  expect(optimizer.stateDict()).toMatchObject({ steps: [0], tensors: new Map() });
  optimizer.zeroGrad();
  optimizer.dispose();
  expect(defaultDevice().memory().buffers).toBeLessThanOrEqual(before + 1);
});

test("a tensor that was computed is no parameter", () => {
  const weight = tensor([1, 2], { requiresGrad: true });
  expect(() => new AdamW([weight.exp()], { lr: 0.1 })).toThrow(
    "AdamW: parameter 0 was computed (exp), expected leaves",
  );
});
