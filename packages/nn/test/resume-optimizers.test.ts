import { describe, expect, test } from "vitest";
import { DataLoader } from "../src/data/data-loader.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { Dropout } from "../src/layers/dropout.ts";
import { Linear } from "../src/layers/linear.ts";
import { mseLoss } from "../src/losses/mse-loss.ts";
import { Sequential } from "../src/module/sequential.ts";
import { Adafactor } from "../src/optim/adafactor.ts";
import { Adagrad } from "../src/optim/adagrad.ts";
import { Adam, AdamW } from "../src/optim/adam.ts";
import { Lion } from "../src/optim/lion.ts";
import { ChainedScheduler } from "../src/optim/lr-scheduler/chained-scheduler.ts";
import { ConstantLR } from "../src/optim/lr-scheduler/constant-lr.ts";
import { CosineAnnealingLR } from "../src/optim/lr-scheduler/cosine-annealing-lr.ts";
import { ExponentialLR } from "../src/optim/lr-scheduler/exponential-lr.ts";
import { InverseSquareRootLR } from "../src/optim/lr-scheduler/inverse-square-root-lr.ts";
import { LambdaLR } from "../src/optim/lr-scheduler/lambda-lr.ts";
import { LinearLR } from "../src/optim/lr-scheduler/linear-lr.ts";
import { MultiStepLR } from "../src/optim/lr-scheduler/multi-step-lr.ts";
import { NoamLR } from "../src/optim/lr-scheduler/noam-lr.ts";
import { OneCycleLR } from "../src/optim/lr-scheduler/one-cycle-lr.ts";
import { ReduceLROnPlateau } from "../src/optim/lr-scheduler/reduce-lr-on-plateau.ts";
import { SequentialLR } from "../src/optim/lr-scheduler/sequential-lr.ts";
import { StepLR } from "../src/optim/lr-scheduler/step-lr.ts";
import { Muon } from "../src/optim/muon.ts";
import { MuonAdamW } from "../src/optim/muon-adamw.ts";
import type { Optimizer, ParameterGroup } from "../src/optim/optimizer.ts";
import { RMSprop } from "../src/optim/rmsprop.ts";
import { SGD } from "../src/optim/sgd.ts";
import { Generator } from "../src/random/generator.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { resumeTraining, saveTraining } from "../src/training/checkpoint.ts";
import type { StepRecord } from "../src/training/history.ts";
import { Trainer } from "../src/training/trainer.ts";
import { readSafetensors } from "../src/weights/read-safetensors.ts";
import { writeSafetensors } from "../src/weights/write-safetensors.ts";

type Make = (params: Tensor[]) => Optimizer;

const optimizers: Readonly<Record<string, Make>> = {
  SGD: (params) => new SGD(params, { lr: 0.1, momentum: 0.9, dampening: 0.5 }),
  Adam: (params) => new Adam(params, { lr: 0.01 }),
  AdamW: (params) => new AdamW(params, { lr: 0.01 }),
  RMSprop: (params) => new RMSprop(params, { lr: 0.01, momentum: 0.5, centered: true }),
  Adagrad: (params) => new Adagrad(params, { lr: 0.1, lrDecay: 0.1 }),
  Adafactor: (params) => new Adafactor(params, { d: Infinity }),
  Lion: (params) => new Lion(params, { lr: 0.01 }),
  Muon: (params) => new Muon(params, { lr: 0.01 }),
  MuonAdamW: ([first, ...rest]) =>
    new MuonAdamW(
      [
        { params: [first!], method: "muon" },
        { params: rest, lrScale: 0.1 },
      ],
      { lr: 0.01 },
    ),
};

/** Two matrices with dropout between, and a scheduler that steps after each step. */
function training(
  make: Make,
  scheduled?: (optimizer: Optimizer) => { step(metric: number): void },
  seed = 1,
) {
  const generator = new Generator(seed);
  const matrix = (a: number, b: number) => new Linear(a, b, { bias: false, generator });
  const model = new Sequential(matrix(4, 3), new Dropout(0.2, { generator }), matrix(3, 2));
  const optimizer = make(model.parameters());
  const scheduler = scheduled?.(optimizer);
  const examples = [...new Generator(7).normal(60)].map((_, i, all) => all.slice(i, i + 6));
  const data = new DataLoader(examples.slice(0, 50), {
    ...{ batchSize: 4, shuffle: true, seed: 3 },
    collate: (rows) => ({
      x: tensor(
        rows.flatMap((row) => row.slice(0, 4)),
        { shape: [rows.length, 4] },
      ),
      y: tensor(
        rows.flatMap((row) => row.slice(4, 6)),
        { shape: [rows.length, 2] },
      ),
    }),
  });
  const loss = ({ x, y }: { x: Tensor; y: Tensor }) => mseLoss(model.forward(x), y);
  const trainer = new Trainer({ model, optimizer, data, generator, loss });
  const onStep = ({ loss }: StepRecord): void => scheduler?.step(loss);
  const fit = async (steps: number) => {
    const { records } = await trainer.fit({ steps, callbacks: [{ onStep }] });
    return records.map(({ loss, learningRate }) => [loss, learningRate]);
  };
  const groups = () => optimizer.groups.map(({ params, ...settings }) => settings);
  return { trainer, fit, optimizer, groups, model, data, generator };
}

/** Everything that a resumption may touch, in values. */
function everything({
  optimizer,
  groups,
  model,
  data,
  generator,
  trainer,
}: ReturnType<typeof training>) {
  const { tensors, steps, groups: saved } = optimizer.stateDict();
  const values = (named: Iterable<readonly [string, Tensor]>) =>
    Array.from(named, ([name, value]) => [name, ...value.dataSync()]).sort();
  return structuredClone({
    ...{ model: values(model.namedTensors()), moments: values(tensors), steps, saved },
    ...{ groups: groups(), data: data.state, generator: generator.state, step: trainer.step },
    schedulers: optimizer.schedulers.map((scheduler) => scheduler.stateDict()),
  });
}

/** The same file with another training state. */
function patched(bytes: Uint8Array, patch: (state: Record<string, unknown>) => object): Uint8Array {
  const { tensors, metadata } = readSafetensors(bytes);
  return writeSafetensors(tensors, {
    training: JSON.stringify(patch(JSON.parse(metadata.training!))),
  });
}

/** As files were before optimisers saved their settings. */
const ofVersion1 = (bytes: Uint8Array): Uint8Array =>
  patched(bytes, ({ optimizer, step, generator, data }) => {
    const { steps } = Object(optimizer);
    return { ...{ version: 1, step, generator, data }, optimizerSteps: steps };
  });

describe.each(Object.entries(optimizers))("%s", (name, make) => {
  test("goes on with settings that were changed by hand, to the bit", async () => {
    const change = (group: ParameterGroup & Record<string, unknown>): void => {
      group.lr *= 0.25;
      if (group.betas) group.betas = [0.5, 0.6];
      for (const setting of ["weightDecay", "momentum", "alpha", "lrDecay"])
        if (group[setting] !== undefined) group[setting] = 0.3;
    };
    const whole = training(make);
    await whole.fit(5);
    for (const group of whole.optimizer.groups) change(group as never);
    await whole.fit(8);
    const saved = await saveTraining(whole.trainer);
    const resumed = training(make, undefined, 99);
    resumeTraining(resumed.trainer, saved);
    expect(resumed.groups()).toEqual(whole.groups());
    expect(everything(resumed)).toEqual(everything(whole));
    expect(await resumed.fit(14)).toEqual(await whole.fit(14));
    expect(everything(resumed)).toEqual(everything(whole));
  });

  test("goes on from a file of before, with its own settings", async () => {
    const whole = training(make);
    await whole.fit(5);
    const resumed = training(make, undefined, 99);
    resumeTraining(resumed.trainer, ofVersion1(await saveTraining(whole.trainer)));
    expect(await resumed.fit(9)).toEqual(await whole.fit(9));
  });

  test("refuses the state of every other optimiser, and changes nothing", async () => {
    for (const [other, makeOther] of Object.entries(optimizers)) {
      if (other === name) continue;
      const first = training(makeOther, undefined, 2);
      await first.fit(3);
      const saved = await saveTraining(first.trainer);
      const own = training(make);
      await own.fit(2);
      const before = everything(own);
      const { buffers } = defaultDevice().memory();
      expect(() => resumeTraining(own.trainer, saved)).toThrow(
        `${name}: state dict does not fit: it is of ${other}; go on with ${other}`,
      );
      expect(everything(own)).toEqual(before);
      expect(defaultDevice().memory().buffers).toBe(buffers);
    }
  });
});

test("a file of before is refused where what is kept tells the optimiser", async () => {
  const tells: Readonly<Record<string, readonly string[]>> = {
    AdamW: ["SGD", "Lion", "RMSprop", "Adagrad", "Adafactor", "Muon"],
    Lion: ["SGD", "AdamW", "Muon"],
    SGD: ["AdamW", "Lion", "RMSprop"],
    RMSprop: ["SGD", "Muon"],
  };
  for (const [from, others] of Object.entries(tells)) {
    const first = training(optimizers[from]!);
    await first.fit(3);
    const saved = ofVersion1(await saveTraining(first.trainer));
    for (const other of others) {
      const own = training(optimizers[other]!);
      await own.fit(1);
      const before = everything(own);
      expect(() => resumeTraining(own.trainer, saved)).toThrow("is it of another optimiser?");
      expect(everything(own)).toEqual(before);
    }
  }
});

describe("made otherwise", () => {
  const pairs: Readonly<Record<string, readonly [Make, Make, string]>> = {
    "amsgrad in the file": [
      (params) => new AdamW(params, { amsgrad: true }),
      (params) => new AdamW(params),
      "(amsgrad is true in the state, false here)",
    ],
    "amsgrad here": [
      (params) => new Adam(params),
      (params) => new Adam(params, { amsgrad: true }),
      "group 0 was made to keep exp_avg, exp_avg_sq, expected exp_avg, exp_avg_sq, max_exp_avg_sq",
    ],
    "momentum in the file": [
      (params) => new SGD(params, { momentum: 0.9 }),
      (params) => new SGD(params),
      "(momentum is 0.9 in the state, 0 here)",
    ],
    "momentum here": [
      (params) => new SGD(params),
      (params) => new SGD(params, { momentum: 0.9 }),
      "was made to keep nothing, expected momentum_buffer",
    ],
    "centered in the file": [
      (params) => new RMSprop(params, { centered: true }),
      (params) => new RMSprop(params),
      "was made to keep grad_avg, square_avg, expected square_avg",
    ],
    "two groups in the file": [
      ([a, b]) => new AdamW([{ params: [a!] }, { params: [b!] }]),
      (params) => new AdamW(params),
      "it has 2 groups, expected 1",
    ],
    "groups of other sizes": [
      ([a, b]) =>
        new AdamW([{ params: [a!, b!] }, { params: [tensor([1], { requiresGrad: true })] }]),
      ([a, b]) =>
        new AdamW([{ params: [a!] }, { params: [b!, tensor([1], { requiresGrad: true })] }]),
      "group 0 has 2 parameters, expected 1",
    ],
    "groups in another order": [
      ([a, b]) => new AdamW([{ params: [a!] }, { params: [b!] }]),
      ([a, b]) => new AdamW([{ params: [b!] }, { params: [a!] }]),
      "parameter 0 of the optimiser is 0.weight, expected 2.weight",
    ],
    "fewer parameters": [
      (params) => new AdamW(params),
      ([a]) => new AdamW([a!]),
      "state of 2 parameters, expected 1",
    ],
  };
  test.each(Object.entries(pairs))("%s", async (_, [saving, own, message]) => {
    const first = training(saving, undefined, 2);
    await first.fit(3);
    const saved = await saveTraining(first.trainer);
    const second = training(own);
    await second.fit(2);
    const before = everything(second);
    expect(() => resumeTraining(second.trainer, saved)).toThrow(message);
    expect(everything(second)).toEqual(before);
  });

  test("what was switched on or off by hand goes on, as its buffers are", async () => {
    for (const [make, change] of [
      [(params: Tensor[]) => new SGD(params), { momentum: 0.9 }],
      [(params: Tensor[]) => new SGD(params, { momentum: 0.9 }), { momentum: 0 }],
      [(params: Tensor[]) => new AdamW(params), { amsgrad: true }],
      [(params: Tensor[]) => new RMSprop(params, { centered: true }), { centered: false }],
    ] as const)
      for (const stepsAfter of [0, 2]) {
        const whole = training(make);
        await whole.fit(3);
        Object.assign(whole.optimizer.groups[0]!, change);
        await whole.fit(3 + stepsAfter);
        const resumed = training(make, undefined, 9);
        resumeTraining(resumed.trainer, await saveTraining(whole.trainer));
        expect(await resumed.fit(9)).toEqual(await whole.fit(9));
      }
  });
});

test("a file whose pieces fail late changes nothing: data, generator, settings, moments, rates", async () => {
  const sgd: Make = (params) => new SGD(params, { lr: 0.1, momentum: 0.9 });
  const stepLr = (optimizer: Optimizer) => new StepLR(optimizer, { stepSize: 2, gamma: 0.5 });
  const first = training(sgd, stepLr, 2);
  await first.fit(5);
  const saved = await saveTraining(first.trainer);
  const own = training(sgd, stepLr);
  await own.fit(3);
  const before = everything(own);
  const optimizer = (change: object) => (state: Record<string, unknown>) => ({
    ...state,
    optimizer: { ...Object(state.optimizer), ...change },
  });
  const group = Object(readSafetensors(saved).metadata);
  const [settings] = JSON.parse(group.training).optimizer.groups;
  const wrong: readonly ((state: Record<string, unknown>) => object)[] = [
    (state) => ({ ...state, data: { epoch: 0, batch: 999 } }),
    (state) => ({ ...state, data: 5 }),
    (state) => ({ ...state, generator: { seed: -1, stream: 0 } }),
    (state) => ({ ...state, generator: { seed: 1, stream: 0.5 } }),
    (state) => ({ ...state, schedulers: [] }),
    (state) => ({ ...state, schedulers: [{ scheduler: "StepLR", lastEpoch: -1, lastLr: [1] }] }),
    (state) => ({ ...state, schedulers: [{ scheduler: "StepLR", lastEpoch: 1, lastLr: [] }] }),
    (state) => ({
      ...state,
      schedulers: [{ scheduler: "StepLR", lastEpoch: 1, lastLr: [1], options: { stepSize: 0 } }],
    }),
    optimizer({ groups: [{ ...settings, lr: -1 }] }),
    optimizer({ groups: [{ ...settings, unknown: 1 }] }),
    optimizer({ groups: [{ ...settings, momentum: "much" }] }),
    optimizer({ groups: [{ ...settings, initialLr: "much" }] }),
    optimizer({ steps: [5, 0] }),
  ];
  for (const patch of wrong) {
    expect(() => resumeTraining(own.trainer, patched(saved, patch))).toThrow();
    expect(everything(own)).toEqual(before);
  }
  const { tensors, metadata } = readSafetensors(saved);
  for (const missing of ["optimizer.1.momentum_buffer", "model.2.weight"]) {
    const fewer = new Map([...tensors].filter(([name]) => name !== missing));
    expect(() => resumeTraining(own.trainer, writeSafetensors(fewer, metadata))).toThrow(
      missing.replace(/^\w+\./, ""),
    );
    expect(everything(own)).toEqual(before);
  }
  resumeTraining(own.trainer, saved);
  expect(await own.fit(9)).toEqual(await first.fit(9));
});

describe("schedulers", () => {
  const schedulers: Readonly<
    Record<string, (optimizer: Optimizer) => { step(metric: number): void }>
  > = {
    StepLR: (optimizer) => new StepLR(optimizer, { stepSize: 3, gamma: 0.5 }),
    MultiStepLR: (optimizer) => new MultiStepLR(optimizer, { milestones: [2, 6, 9], gamma: 0.5 }),
    ConstantLR: (optimizer) => new ConstantLR(optimizer, { totalIters: 7 }),
    LinearLR: (optimizer) => new LinearLR(optimizer, { totalIters: 9 }),
    ExponentialLR: (optimizer) => new ExponentialLR(optimizer, { gamma: 0.9 }),
    CosineAnnealingLR: (optimizer) => new CosineAnnealingLR(optimizer, { tMax: 4, etaMin: 0.001 }),
    InverseSquareRootLR: (optimizer) => new InverseSquareRootLR(optimizer, { warmup: 4 }),
    NoamLR: (optimizer) => new NoamLR(optimizer, { dModel: 8, warmup: 4 }),
    LambdaLR: (optimizer) => new LambdaLR(optimizer, { lrLambda: (step) => 1 / (1 + step) }),
    OneCycleLR: (optimizer) => new OneCycleLR(optimizer, { maxLr: 0.3, totalSteps: 20 }),
    ReduceLROnPlateau: (optimizer) =>
      new ReduceLROnPlateau(optimizer, { patience: 1, cooldown: 1, factor: 0.5 }),
    SequentialLR: (optimizer) =>
      new SequentialLR(
        optimizer,
        [
          new LinearLR(optimizer, { totalIters: 3 }),
          new StepLR(optimizer, { stepSize: 2, gamma: 0.5 }),
        ],
        [3],
      ),
    ChainedScheduler: (optimizer) =>
      new ChainedScheduler([
        new ConstantLR(optimizer, { totalIters: 4 }),
        new ExponentialLR(optimizer, { gamma: 0.8 }),
      ]),
  };
  const sgd: Make = (params) => new SGD(params, { lr: 0.1, momentum: 0.9 });

  describe.each(Object.entries(schedulers))("%s", (_, scheduled) => {
    test.each([0, 1, 5])("goes on from step %d, to the bit", async (steps) => {
      const whole = training(sgd, scheduled);
      if (steps > 0) await whole.fit(steps);
      const saved = await saveTraining(whole.trainer);
      // Of another base rate and momentum: those of the file are gone on with.
      const resumed = training(
        (params) => new SGD(params, { lr: 0.7, momentum: 0.2 }),
        scheduled,
        99,
      );
      resumeTraining(resumed.trainer, saved);
      expect(resumed.groups()).toEqual(whole.groups());
      const rest = await resumed.fit(14);
      expect(rest).toEqual(await whole.fit(14));
      expect(new Set(rest.map(([, rate]) => rate)).size).toBeGreaterThan(1);
      expect(everything(resumed)).toEqual(everything(whole));
    });
  });

  test("the rate that the issue of it lost: StepLR stepped in onStep", async () => {
    const stepLr = (optimizer: Optimizer) => new StepLR(optimizer, { stepSize: 2, gamma: 0.5 });
    const whole = training(sgd, stepLr);
    await whole.fit(4);
    const resumed = training(sgd, stepLr);
    resumeTraining(resumed.trainer, await saveTraining(whole.trainer));
    expect(resumed.groups()[0]!.lr).toBe(0.025);
    expect((await resumed.fit(7)).map(([, rate]) => rate)).toEqual([0.025, 0.025, 0.0125]);
  });

  test("options of the file are gone on with, as in PyTorch; a rate changed by hand too", async () => {
    const whole = training(sgd, (optimizer) => new StepLR(optimizer, { stepSize: 2, gamma: 0.5 }));
    await whole.fit(3);
    whole.optimizer.groups[0]!.lr = 0.04;
    const resumed = training(
      sgd,
      (optimizer) => new StepLR(optimizer, { stepSize: 9, gamma: 0.1 }),
    );
    resumeTraining(resumed.trainer, await saveTraining(whole.trainer));
    const rates = (await resumed.fit(7)).map(([, rate]) => rate);
    expect(rates).toEqual([0.04, 0.02, 0.02, 0.01]);
    expect((await whole.fit(7)).map(([, rate]) => rate)).toEqual(rates);
  });

  test("others than those of the file are refused, and may be made afterwards", async () => {
    const whole = training(sgd, schedulers.StepLR);
    await whole.fit(3);
    const saved = await saveTraining(whole.trainer);
    const other = training(sgd, schedulers.ExponentialLR);
    expect(() => resumeTraining(other.trainer, saved)).toThrow(
      "the schedulers of the optimiser were StepLR, expected ExponentialLR",
    );
    const none = training(sgd);
    expect(() => resumeTraining(none.trainer, saved)).toThrow("were StepLR, expected none");
    await none.fit(3);
    const plain = await saveTraining(none.trainer);
    expect(() => resumeTraining(other.trainer, plain)).toThrow("were none, expected ExponentialLR");
    const later = training(sgd);
    resumeTraining(later.trainer, plain);
    const scheduler = new ExponentialLR(later.optimizer, { gamma: 0.5 });
    scheduler.step();
    expect(later.groups()[0]!.lr).toBe(0.05);
  });

  test("a state of another kind of scheduler is refused, and one that fails changes nothing", () => {
    const { optimizer } = training(sgd);
    const [step, plateau] = [
      new StepLR(optimizer, { stepSize: 2 }),
      new ReduceLROnPlateau(optimizer),
    ];
    const multi = new MultiStepLR(optimizer, { milestones: [1, 2] });
    expect(() => step.loadStateDict(multi.stateDict())).toThrow(
      "StepLR: state dict does not fit: it is of MultiStepLR",
    );
    expect(() => plateau.loadStateDict(step.stateDict() as never)).toThrow("it is of StepLR");
    const before = multi.stateDict();
    const wrong = { ...before, lastEpoch: 5, options: { milestones: [5, 1], gamma: 0.3 } };
    expect(() => multi.loadStateDict(wrong)).toThrow("expected ascending steps");
    expect(multi.stateDict()).toEqual(before);
    // As they were before options were saved.
    step.loadStateDict({ lastEpoch: 2, lastLr: [0.5] });
    expect(step.stateDict()).toMatchObject({
      lastEpoch: 2,
      lastLr: [0.5],
      options: { stepSize: 2 },
    });
  });
});
