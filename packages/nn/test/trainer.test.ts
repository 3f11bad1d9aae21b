import { createWasmBackend } from "@qkv/core-wasm";
import { expect, test } from "vitest";
import { defaultDevice, setDefaultDevice } from "../src/device/default-device.ts";
import { tensorMethods } from "../src/device/tensor-methods.ts";
import { evaluateLanguageModel } from "../src/evaluation/evaluate-language-model.ts";
import { crossEntropy } from "../src/ops/cross-entropy.ts";
import { clipGradNorm } from "../src/optim/clip-grad-norm.ts";
import { cosineSchedule } from "../src/optim/lr-scheduler/schedules.ts";
import { SGD } from "../src/optim/sgd.ts";
import { Device } from "../src/tensor/device.ts";
import { scope } from "../src/tensor/scope.ts";
import { NonFiniteLossError } from "../src/training/history.ts";
import { Trainer } from "../src/training/trainer.ts";
import { lossesOf, tinyTraining, tokens } from "./tiny-training.ts";

test("learns, and the same seed gives the same losses to the last bit", async () => {
  const [first, second, other] = await Promise.all(
    [1, 1, 2].map((seed) =>
      tinyTraining({ seed, dropout: 0.1, steps: 300 }).trainer.fit({ steps: 300 }),
    ),
  );
  expect(first!.records.at(-1)!.loss).toBeLessThan(0.7 * first!.records[0]!.loss);
  expect(lossesOf(first!)).toEqual(lossesOf(second!));
  expect(lossesOf(first!)).not.toEqual(lossesOf(other!));
});

test("a hand-written loop in PyTorch's manner gives the same losses", async () => {
  const { model, optimizer, data } = tinyTraining();
  const schedule = cosineSchedule({ peak: 1e-2, minimum: 1e-3, warmup: 5, steps: 40 });
  const losses: number[] = [];
  for (let step = 0; step < 40; step++)
    scope(() => {
      const { inputs, targets } = data.next();
      for (const group of optimizer.groups) group.lr = schedule(step);
      const loss = crossEntropy(model.forward(inputs), targets);
      optimizer.zeroGrad();
      loss.backward();
      clipGradNorm(model.parameters(), 1);
      optimizer.step();
      losses.push(loss.item());
    });
  expect(lossesOf(await tinyTraining().trainer.fit({ steps: 40 }))).toEqual(losses);
});

test("accumulating k batches equals one batch k times as large", async () => {
  // The windows of the large batch are those of the small ones, in order.
  const small = tinyTraining({ gradAccumulation: 3, maxGradNorm: 1e9 });
  const large = tinyTraining({ maxGradNorm: 1e9 });
  const source = tinyTraining().data;
  let sum = 0;
  large.optimizer.zeroGrad();
  for (let i = 0; i < 3; i++)
    scope(() => {
      const { inputs, targets } = source.next();
      const loss = crossEntropy(large.model.forward(inputs), targets);
      sum += loss.item() / 3;
      loss.backward();
    });
  const [record] = (await small.trainer.fit({ steps: 1 })).records;
  expect(record!.loss).toBeCloseTo(sum, 5);
  const norm = scope(() => clipGradNorm(large.model.parameters(), 1e9).item());
  expect(record!.gradNorm).toBeCloseTo(norm / 3, 5);
});

test("records say what happened; validation runs when it is due and after the last step", async () => {
  const { trainer, model } = tinyTraining({
    validation: {
      every: 4,
      loss: async () => {
        expect(model.training).toBe(false);
        return (await evaluateLanguageModel(model, tokens, { contextLength: 8 })).loss;
      },
    },
  });
  const { records, aborted } = await trainer.fit({ steps: 10 });
  expect(aborted).toBe(false);
  expect(records.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(records.filter(({ valLoss }) => valLoss).map(({ step }) => step)).toEqual([4, 8, 10]);
  expect(records[0]!.learningRate).toBeCloseTo(1e-2 / 6, 10);
  expect(records.every(({ tokensPerSecond }) => tokensPerSecond! > 0)).toBe(true);
  expect(model.training).toBe(true);
});

test("epochs are passes over the data", async () => {
  const { trainer, data } = tinyTraining({ gradAccumulation: 2 });
  const { records } = await trainer.fit({ epochs: 1 });
  expect(records).toHaveLength(Math.ceil(data.batchesPerEpoch / 2));
  await expect(trainer.fit({})).rejects.toThrow("expected either steps or epochs");
  await expect(trainer.fit({ steps: 2.5 })).rejects.toThrow("steps is 2.5");
});

test("a signal stops after the step under way, and fit goes on from there", async () => {
  const { trainer } = tinyTraining();
  const controller = new AbortController();
  const first = await trainer.fit({
    steps: 40,
    signal: controller.signal,
    callbacks: [{ onStep: ({ step }) => void (step === 7 && controller.abort()) }],
  });
  expect(first.aborted).toBe(true);
  expect(first.records).toHaveLength(7);
  const rest = await trainer.fit({ steps: 40 });
  const whole = await tinyTraining().trainer.fit({ steps: 40 });
  expect([...lossesOf(first), ...lossesOf(rest)]).toEqual(lossesOf(whole));
});

test("a loss that is not finite stops before it does harm", async () => {
  const { trainer, model } = tinyTraining({
    schedule: (step) => (step < 3 ? 1e-3 : 1e38),
    maxGradNorm: 1,
  });
  const error = await trainer.fit({ steps: 40 }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(NonFiniteLossError);
  expect((error as NonFiniteLossError).step).toBe(5); // step 4 took the huge rate
  expect(trainer.step).toBe(4);
  expect(model.stateDict().size).toBeGreaterThan(0);
});

test("memory does not grow from step to step", async () => {
  const before = defaultDevice();
  // A device of its own: what the collector gives back of other tests, when it likes, leaves holes in the one they share.
  setDefaultDevice(new Device(createWasmBackend(), tensorMethods));
  try {
    const { trainer } = tinyTraining({ dropout: 0.1, gradAccumulation: 2 });
    await trainer.fit({ steps: 3 });
    const { buffers, bytes, reservedBytes } = defaultDevice().memory();
    await trainer.fit({ steps: 40 });
    const after = defaultDevice().memory();
    expect([after.buffers, after.bytes]).toEqual([buffers, bytes]);
    expect(after.reservedBytes).toBe(reservedBytes);
  } finally {
    setDefaultDevice(before);
  }
});

test("an evaluation that is aborted or fails frees its batch", async () => {
  const { model } = tinyTraining();
  await evaluateLanguageModel(model, tokens, { contextLength: 8, batches: 1 }); // weights are prepacked
  const before = defaultDevice().memory().buffers;
  const aborting = new AbortController();
  const onProgress = () => aborting.abort(new Error("enough"));
  const evaluation = evaluateLanguageModel(model, tokens, {
    ...{ contextLength: 8, batchSize: 1, signal: aborting.signal, onProgress },
  });
  await expect(evaluation).rejects.toThrow("enough");
  expect(defaultDevice().memory().buffers).toBe(before);
  await expect(evaluateLanguageModel(model, tokens, { contextLength: 1000 })).rejects.toThrow();
  expect(defaultDevice().memory().buffers).toBe(before);
});

test("gradients of parameters that the optimiser does not have do not pile up in the norm", async () => {
  const norms = async (left: number) => {
    const { model, data, trainer } = tinyTraining({ maxGradNorm: 1e9 });
    const optimizer = new SGD(model.parameters().slice(left), { lr: 0 });
    const { loss, maxGradNorm = 1 } = trainer.options;
    const other = new Trainer({ model, optimizer, data, loss, maxGradNorm });
    return (await other.fit({ steps: 5 })).records.map(({ gradNorm }) => gradNorm);
  };
  expect(await norms(3)).toEqual(await norms(0));
});
