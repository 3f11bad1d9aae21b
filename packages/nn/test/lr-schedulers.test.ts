import { describe, expect, test } from "vitest";
import { zeros } from "../src/device/create-tensor.ts";
import { Adagrad } from "../src/optim/adagrad.ts";
import { Adam } from "../src/optim/adam.ts";
import { ChainedScheduler } from "../src/optim/lr-scheduler/chained-scheduler.ts";
import { ConstantLR, constantFactorSchedule } from "../src/optim/lr-scheduler/constant-lr.ts";
import {
  CosineAnnealingLR,
  cosineAnnealingSchedule,
} from "../src/optim/lr-scheduler/cosine-annealing-lr.ts";
import { ExponentialLR, exponentialSchedule } from "../src/optim/lr-scheduler/exponential-lr.ts";
import {
  InverseSquareRootLR,
  inverseSquareRootSchedule,
} from "../src/optim/lr-scheduler/inverse-square-root-lr.ts";
import { LambdaLR, lambdaSchedule } from "../src/optim/lr-scheduler/lambda-lr.ts";
import { LinearLR, linearFactorSchedule } from "../src/optim/lr-scheduler/linear-lr.ts";
import type { LRScheduler } from "../src/optim/lr-scheduler/lr-scheduler.ts";
import { MultiStepLR, multiStepSchedule } from "../src/optim/lr-scheduler/multi-step-lr.ts";
import { NoamLR, noamSchedule } from "../src/optim/lr-scheduler/noam-lr.ts";
import { oneCycleSchedule } from "../src/optim/lr-scheduler/one-cycle.ts";
import { OneCycleLR } from "../src/optim/lr-scheduler/one-cycle-lr.ts";
import { ReduceLROnPlateau } from "../src/optim/lr-scheduler/reduce-lr-on-plateau.ts";
import type { Schedule } from "../src/optim/lr-scheduler/schedules.ts";
import { SequentialLR, sequentialSchedule } from "../src/optim/lr-scheduler/sequential-lr.ts";
import { StepLR, stepSchedule } from "../src/optim/lr-scheduler/step-lr.ts";
import type { Optimizer } from "../src/optim/optimizer.ts";
import { SGD } from "../src/optim/sgd.ts";

const sgd = (...rates: readonly number[]): SGD =>
  new SGD(rates.map((lr) => ({ params: [zeros([1])], lr })));
const rate = ({ groups }: Optimizer): number => groups[0]!.lr;

/** Rates of the steps from 0, by a scheduler's `step()`. */
function stepped(optimizer: Optimizer, scheduler: { step(): void }, steps: number): number[] {
  return Array.from({ length: steps }, () => {
    const lr = rate(optimizer);
    scheduler.step();
    return lr;
  });
}
const close = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length);
  for (const [i, lr] of actual.entries()) expect(lr).toBeCloseTo(expected[i]!, 12);
};

const lambda = (step: number): number => 1 / (1 + step);
type Pair = readonly [(optimizer: Optimizer) => LRScheduler, (baseLr: number) => Schedule];
const pairs: Readonly<Record<string, Pair>> = {
  CosineAnnealingLR: [
    (o) => new CosineAnnealingLR(o, { tMax: 7, etaMin: 0.01 }),
    (baseLr) => cosineAnnealingSchedule({ baseLr, tMax: 7, etaMin: 0.01 }),
  ],
  StepLR: [
    (o) => new StepLR(o, { stepSize: 4 }),
    (baseLr) => stepSchedule({ baseLr, stepSize: 4 }),
  ],
  MultiStepLR: [
    (o) => new MultiStepLR(o, { milestones: [2, 5, 5, 9], gamma: 0.5 }),
    (baseLr) => multiStepSchedule({ baseLr, milestones: [2, 5, 5, 9], gamma: 0.5 }),
  ],
  ExponentialLR: [
    (o) => new ExponentialLR(o, { gamma: 0.8 }),
    (baseLr) => exponentialSchedule({ baseLr, gamma: 0.8 }),
  ],
  LinearLR: [(o) => new LinearLR(o), (baseLr) => linearFactorSchedule({ baseLr })],
  "LinearLR downwards": [
    (o) => new LinearLR(o, { startFactor: 1, endFactor: 0, totalIters: 9 }),
    (baseLr) => linearFactorSchedule({ baseLr, startFactor: 1, endFactor: 0, totalIters: 9 }),
  ],
  ConstantLR: [(o) => new ConstantLR(o), (baseLr) => constantFactorSchedule({ baseLr })],
  LambdaLR: [
    (o) => new LambdaLR(o, { lrLambda: lambda }),
    (baseLr) => lambdaSchedule({ baseLr, lrLambda: lambda }),
  ],
  NoamLR: [
    (o) => new NoamLR(o, { dModel: 64, warmup: 8 }),
    (baseLr) => noamSchedule({ baseLr, dModel: 64, warmup: 8 }),
  ],
  InverseSquareRootLR: [
    (o) => new InverseSquareRootLR(o, { warmup: 6 }),
    (baseLr) => inverseSquareRootSchedule({ baseLr, warmup: 6 }),
  ],
};

describe.each(Object.entries(pairs))("%s", (_, [make, scheduleOf]) => {
  test("gives by steps what the function gives, from each group's own rate", () => {
    const optimizer = sgd(0.5, 0.02);
    const scheduler = make(optimizer);
    for (let step = 0; step < 30; step++) {
      close([...scheduler.lastLr], [scheduleOf(0.5)(step), scheduleOf(0.02)(step)]);
      scheduler.step();
    }
  });

  test("continues from its state", () => {
    const [first, second] = [sgd(0.5), sgd(0.5)];
    const [one, other] = [make(first), make(second)];
    for (let i = 0; i < 6; i++) one.step();
    other.loadStateDict(one.stateDict());
    expect(stepped(second, other, 9)).toEqual(stepped(first, one, 9));
  });
});

test("the first rates, worked out", () => {
  const first = (schedule: Schedule, steps: number) =>
    Array.from({ length: steps }, (_, i) => schedule(i));
  close(first(multiStepSchedule({ baseLr: 1, milestones: [1, 3] }), 5), [1, 0.1, 0.1, 0.01, 0.01]);
  close(first(constantFactorSchedule({ baseLr: 3, totalIters: 2 }), 4), [1, 1, 3, 3]);
  close(
    first(linearFactorSchedule({ baseLr: 1, startFactor: 0.5, totalIters: 4 }), 6),
    [0.5, 0.625, 0.75, 0.875, 1, 1],
  );
  close(first(inverseSquareRootSchedule({ baseLr: 1, warmup: 4 }), 4), [0.25, 0.5, 0.75, 1]);
  expect(inverseSquareRootSchedule({ baseLr: 1, warmup: 4 })(15)).toBe(0.5);
  expect(noamSchedule({ dModel: 4, warmup: 4 })(3)).toBe(0.25);
});

describe("OneCycleLR", () => {
  test("linear, in two phases: up to maxLr at pctStart, then to the last rate", () => {
    const schedule = oneCycleSchedule({
      maxLr: 1,
      totalSteps: 11,
      pctStart: 6 / 11,
      divFactor: 5,
      finalDivFactor: 2,
      annealStrategy: "linear",
    });
    close([0, 1, 5, 6, 10].map(schedule), [0.2, 0.36, 1, 0.82, 0.1]);
  });

  test("in three phases: the way back is as long as the way up", () => {
    const shape = {
      maxLr: 1,
      totalSteps: 10,
      pctStart: 0.4,
      divFactor: 5,
      finalDivFactor: 2,
      threePhase: true,
    };
    const linear = oneCycleSchedule({ ...shape, annealStrategy: "linear" });
    close([0, 3, 6, 9].map(linear), [0.2, 1, 0.2, 0.1]);
    const cosine = oneCycleSchedule(shape);
    close([0, 3].map(cosine), [0.2, 1]);
    close([cosine(1)], [0.2 + 0.4 * (1 - Math.cos(Math.PI / 3))]);
  });

  test("cycles momentum or the first beta against the rate, and scales maxLr with the group", () => {
    const momentum = new SGD([{ params: [zeros([1])], lrScale: 0.5 }], { lr: 0.1 });
    const scheduler = new OneCycleLR(momentum, { maxLr: 2, totalSteps: 10, pctStart: 0.4 });
    expect(momentum.groups[0]!.momentum).toBe(0.95);
    for (let i = 0; i < 3; i++) scheduler.step();
    expect(rate(momentum)).toBeCloseTo(1, 12);
    expect(momentum.groups[0]!.momentum).toBeCloseTo(0.85, 12);
    const adam = new Adam([zeros([1])]);
    new OneCycleLR(adam, { maxLr: 2, totalSteps: 10 });
    expect(adam.groups[0]!.betas).toEqual([0.95, 0.999]);
    const still = new Adagrad([zeros([1])]);
    expect(() => new OneCycleLR(still, { maxLr: 2, totalSteps: 10 })).toThrow(
      "neither momentum nor",
    );
    new OneCycleLR(still, { maxLr: 2, totalSteps: 10, cycleMomentum: false });
    expect(rate(still)).toBeCloseTo(0.08, 12);
  });

  test("ends after totalSteps", () => {
    const optimizer = sgd(1);
    const scheduler = new OneCycleLR(optimizer, { maxLr: 1, totalSteps: 3 });
    for (let i = 0; i < 3; i++) scheduler.step();
    expect(() => scheduler.step()).toThrow("step is 4, expected at most totalSteps 3");
    expect(() => new OneCycleLR(optimizer, { maxLr: [1, 2], totalSteps: 3 })).toThrow(
      "maxLr has 2 rates, expected 1",
    );
  });
});

test("chained schedulers multiply", () => {
  const optimizer = sgd(1);
  const chained = new ChainedScheduler([
    new ConstantLR(optimizer, { factor: 0.1, totalIters: 2 }),
    new ExponentialLR(optimizer, { gamma: 0.9 }),
  ]);
  // The values of PyTorch's documentation of ChainedScheduler, from 1 in place of 0.1.
  close(stepped(optimizer, chained, 5), [0.1, 0.09, 0.81, 0.729, 0.6561]);
});

test("sequential schedulers follow each other, each from its start", () => {
  const optimizer = sgd(1);
  const schedulers = [
    new ConstantLR(optimizer, { factor: 0.1, totalIters: 20 }),
    new ExponentialLR(optimizer, { gamma: 0.9 }),
  ];
  const scheduler = new SequentialLR(optimizer, schedulers, [2]);
  const expected = [0.1, 0.1, 1, 0.9, 0.81, 0.729]; // as in PyTorch's documentation
  const schedule = sequentialSchedule(
    [
      constantFactorSchedule({ baseLr: 1, factor: 0.1, totalIters: 20 }),
      exponentialSchedule({ baseLr: 1, gamma: 0.9 }),
    ],
    [2],
  );
  close(
    expected.map((_, i) => schedule(i)),
    expected,
  );
  close(stepped(optimizer, scheduler, 3), expected.slice(0, 3));
  const resumed = sgd(1);
  const other = new SequentialLR(
    resumed,
    [
      new ConstantLR(resumed, { factor: 0.1, totalIters: 20 }),
      new ExponentialLR(resumed, { gamma: 0.9 }),
    ],
    [2],
  );
  other.loadStateDict(scheduler.stateDict());
  close(stepped(resumed, other, 3), expected.slice(3));
  expect(() => new SequentialLR(optimizer, schedulers, [])).toThrow("2 schedules and 0 milestones");
  expect(() => new SequentialLR(resumed, schedulers, [2])).toThrow("belongs to another optimiser");
});

describe("ReduceLROnPlateau", () => {
  const fed = (
    metrics: readonly number[],
    options: ConstructorParameters<typeof ReduceLROnPlateau>[1],
  ) => {
    const optimizer = sgd(1);
    const scheduler = new ReduceLROnPlateau(optimizer, options);
    return metrics.map((metric) => {
      scheduler.step(metric);
      return rate(optimizer);
    });
  };

  test("waits, reduces, cools down", () => {
    const options = { patience: 1, cooldown: 2, factor: 0.5 };
    close(fed([3, 2, 2, 2, 2, 2, 2, 2], options), [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25]);
  });

  test("takes what improves too little for a standstill, NaN too", () => {
    close(fed([1, 0.99, NaN], { patience: 0, threshold: 0.05 }), [1, 0.1, 0.01]);
    close(fed([1, 0.99], { patience: 0, threshold: 0.005, thresholdMode: "abs" }), [1, 1]);
    close(fed([1, 1.2, 1.1], { mode: "max", patience: 0, threshold: 0.1 }), [1, 1, 0.1]);
  });

  test("stops at minLr and leaves out tiny changes", () => {
    close(fed([1, 1, 1, 1], { patience: 0, minLr: 0.05 }), [1, 0.1, 0.05, 0.05]);
    close(fed([1, 1], { patience: 0, eps: 0.95 }), [1, 1]);
  });

  test("continues from its state", () => {
    const [first, second] = [sgd(1), sgd(1)];
    const one = new ReduceLROnPlateau(first, { patience: 1 });
    for (const metric of [1, 2, 2]) one.step(metric);
    const other = new ReduceLROnPlateau(second, { patience: 1 });
    other.loadStateDict(one.stateDict());
    for (const scheduler of [one, other]) for (const metric of [3, 3]) scheduler.step(metric);
    expect([rate(second), other.stateDict()]).toEqual([rate(first), one.stateDict()]);
  });
});

test("errors say what is wrong", () => {
  const optimizer = sgd(1);
  expect(() => new StepLR(optimizer, { stepSize: 0 })).toThrow(
    "stepSize is 0, expected an integer",
  );
  expect(() => new StepLR(optimizer, { stepSize: 1, gama: 1 } as never)).toThrow(
    "StepLR: unknown option gama, expected one of stepSize, gamma",
  );
  expect(() => new MultiStepLR(optimizer, { milestones: [3, 2] })).toThrow("milestones are [3,2]");
  expect(() => new LinearLR(optimizer, { startFactor: 0 })).toThrow("startFactor is 0, expected");
  expect(() => new ConstantLR(optimizer, { factor: 2 })).toThrow("factor is 2, expected above 0");
  expect(() => new LambdaLR(optimizer, { lrLambda: [] })).toThrow("has 0 functions, expected 1");
  expect(() => new ChainedScheduler([])).toThrow("no schedulers");
  expect(() => new ReduceLROnPlateau(optimizer, { factor: 1 })).toThrow(
    "factor is 1, expected below 1",
  );
  expect(() => new ReduceLROnPlateau(optimizer, { mode: "low" as never })).toThrow('mode is "low"');
  expect(() => oneCycleSchedule({ maxLr: 1, totalSteps: 5, pctStart: 2 })).toThrow("pctStart is 2");
});

test("oneCycleSchedule refuses a step of a phase without length, where PyTorch divides by zero", () => {
  const rising = oneCycleSchedule({ maxLr: 1, totalSteps: 10, pctStart: 0.1 });
  expect(() => rising(0)).toThrow(
    "OneCycleLR: the phase of step 0 has no length with pctStart 0.1",
  );
  expect(rising(9)).toBeCloseTo(4e-6, 12);
  const falling = oneCycleSchedule({ maxLr: 1, totalSteps: 10, pctStart: 1 });
  expect(falling(9)).toBeCloseTo(1, 12);
  expect(() => falling(10)).toThrow(
    "the phase of step 10 has no length with pctStart 1 and totalS",
  );
});
