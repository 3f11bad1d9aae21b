import { describe, expect, test } from "vitest";
import { DataLoader } from "../src/data/data-loader.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { Linear } from "../src/layers/linear.ts";
import { bceLoss } from "../src/losses/bce-loss.ts";
import { huberLoss } from "../src/losses/huber-loss.ts";
import { klDiv } from "../src/losses/kl-div.ts";
import { l1Loss } from "../src/losses/l1-loss.ts";
import { mseLoss } from "../src/losses/mse-loss.ts";
import { nllLoss } from "../src/losses/nll-loss.ts";
import { crossEntropy } from "../src/ops/cross-entropy.ts";
import { logSoftmax } from "../src/ops/log-softmax.ts";
import { SGD } from "../src/optim/sgd.ts";
import { Generator } from "../src/random/generator.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { Trainer } from "../src/training/trainer.ts";

interface Example {
  readonly x: readonly number[];
  readonly id: number;
  readonly y: readonly number[];
}

interface Batch {
  readonly x: Tensor;
  /** int32, -100 and 2 are padding. */
  readonly id: Tensor;
  readonly y: Tensor;
}

const random = new Generator(4);
const ids = [0, -100, 1, 2, -100, 1, 2, 0, -100, -100, 1];
const examples: readonly Example[] = ids.map((id) => ({
  ...{ x: [...random.normal(4)], id },
  y: [...random.uniform(3)],
}));

const collate = (rows: Example[]): Batch => ({
  x: tensor(
    rows.flatMap(({ x }) => [...x]),
    { shape: [rows.length, 4] },
  ),
  id: tensor(
    rows.map(({ id }) => id),
    { dtype: "int32", shape: [rows.length] },
  ),
  y: tensor(
    rows.flatMap(({ y }) => [...y]),
    { shape: [rows.length, 3] },
  ),
});

type LossOf = (logits: Tensor, batch: Batch) => Tensor;

/** One step over all examples in so many batches: its loss, its norm and the parameters after it. */
async function step(lossOf: LossOf, batchSize: number, targetsIn?: (batch: Batch) => number) {
  const model = new Linear(4, 3, { generator: new Generator(1) });
  const data = new DataLoader([...examples], { batchSize, collate });
  const gradAccumulation = data.batchesPerEpoch;
  using optimizer = new SGD(model.parameters(), { lr: 1 });
  const trainer = new Trainer({
    ...{ model, optimizer, data, gradAccumulation, maxGradNorm: 1e9 },
    loss: (batch: Batch) => lossOf(model.forward(batch.x), batch),
    ...(targetsIn ? { targetsIn } : {}),
  });
  const { records } = await trainer.fit({ steps: 1 });
  const values = model.parameters().flatMap((parameter) => [...parameter.dataSync()]);
  const after = { loss: records[0]!.loss, norm: records[0]!.gradNorm!, values };
  trainer.dispose();
  model.dispose();
  return after;
}

const classWeights = [0.5, 2, 0.25];
const losses: Readonly<Record<string, LossOf>> = {
  "crossEntropy with ignored targets": (logits, { id }) => crossEntropy(logits, id),
  "crossEntropy with an ignoreIndex": (logits, { id }) =>
    crossEntropy(logits.slice(0, 0, id.shape[0]!), positive(id), { ignoreIndex: 2 }),
  "crossEntropy with class weights and smoothing": (logits, { id }) =>
    crossEntropy(logits, id, { weight: tensor(classWeights), labelSmoothing: 0.1 }),
  "crossEntropy of probabilities": (logits, { y }) => crossEntropy(logits, y),
  nllLoss: (logits, { id }) => nllLoss(logSoftmax(logits), id),
  mseLoss: (logits, { y }) => mseLoss(logits, y),
  "mseLoss with weights": (logits, { y }) => mseLoss(logits, y, { weight: y }),
  "l1Loss with weights": (logits, { y }) => l1Loss(logits, y, { weight: y }),
  huberLoss: (logits, { y }) => huberLoss(logits, y),
  bceLoss: (logits, { y }) => bceLoss(logits.sigmoid(), y),
  "klDiv by batch": (logits, { y }) => klDiv(logSoftmax(logits), y, { reduction: "batchmean" }),
  "a mean of one's own": (logits, { y }) => logits.sub(y).square().mean(),
  "a loss and a penalty": (logits, { id }) =>
    crossEntropy(logits, id).add(logits.square().mean().mul(0)),
};

/** Every -100 as 2, so that 2 is all that is ignored. */
const positive = (id: Tensor): Tensor =>
  tensor(
    Array.from(id.dataSync(), (one) => (one < 0 ? 2 : one)),
    { dtype: "int32" },
  );

describe.each(Object.entries(losses))("%s", (_, lossOf) => {
  test.each([1, 2, 3, 4, 6])("in batches of %d is one large batch", async (batchSize) => {
    const before = defaultDevice().memory().buffers;
    const [large, small] = [await step(lossOf, examples.length), await step(lossOf, batchSize)];
    expect(small.loss).toBeCloseTo(large.loss, 5);
    expect(small.norm).toBeCloseTo(large.norm, 5);
    for (const [i, value] of small.values.entries()) expect(value).toBeCloseTo(large.values[i]!, 5);
    expect(defaultDevice().memory().buffers).toBe(before);
  });
});

test("padding weighs nothing: the batches' means would be another loss", async () => {
  const lossOf: LossOf = (logits, { id }) => crossEntropy(logits, id);
  const large = await step(lossOf, examples.length);
  const one = new Linear(4, 3, { generator: new Generator(1) });
  const means: number[] = [];
  for (let i = 0; i < examples.length; i += 2)
    scope(() => {
      const batch = collate([...examples.slice(i, i + 2)]);
      means.push(lossOf(one.forward(batch.x), batch).item());
    });
  const counted = means.filter(Number.isFinite);
  expect(means.length).toBeGreaterThan(counted.length); // a batch of nothing but padding
  const mean = counted.reduce((sum, loss) => sum + loss, 0) / counted.length;
  expect(Math.abs(mean - large.loss)).toBeGreaterThan(0.01);
  expect((await step(lossOf, 2)).loss).toBeCloseTo(large.loss, 5);
});

test("targetsIn says it for losses of one's own", async () => {
  const masked: LossOf = (logits, { id, y }) => {
    const mask = tensor(Array.from(id.dataSync(), (one) => [one >= 0 ? 1 : 0]));
    const count = Math.max(1, [...id.dataSync()].filter((one) => one >= 0).length);
    return logits
      .sub(y)
      .square()
      .mul(mask)
      .sum()
      .mul(1 / (3 * count));
  };
  const targetsIn = ({ id }: Batch) => [...id.dataSync()].filter((one) => one >= 0).length;
  const large = await step(masked, examples.length);
  const small = await step(masked, 2, targetsIn);
  expect(small.loss).toBeCloseTo(large.loss, 5);
  for (const [i, value] of small.values.entries()) expect(value).toBeCloseTo(large.values[i]!, 5);
  expect((await step(masked, 2)).loss).not.toBeCloseTo(large.loss, 3); // nothing says it
  await expect(step(masked, 2, () => Number.NaN)).rejects.toThrow("targetsIn gave NaN");
});

test("losses that say it now and then are refused", async () => {
  let calls = 0;
  const lossOf: LossOf = (logits, { y }) =>
    calls++ === 0 ? mseLoss(logits, y) : logits.sub(y).square().sum();
  await expect(step(lossOf, 4)).rejects.toThrow(
    "the loss of batch 2 of a step does not say over how many targets it is averaged",
  );
});

test("the last step of an epoch takes the batches that are left of it, no more", async () => {
  const model = new Linear(4, 3);
  const data = new DataLoader([...examples], { batchSize: 2, collate }); // 6 batches
  const seen: unknown[] = [];
  const trainer = new Trainer({
    ...{ model, data, gradAccumulation: 4, optimizer: new SGD(model.parameters(), { lr: 0.01 }) },
    loss: ({ x, y }: Batch) => mseLoss(model.forward(x), y),
  });
  const callbacks = [{ onStep: () => void seen.push(data.state) }];
  await trainer.fit({ epochs: 2, callbacks });
  expect(seen).toEqual([
    { epoch: 0, batch: 4 },
    { epoch: 1, batch: 0 },
    { epoch: 1, batch: 4 },
    { epoch: 2, batch: 0 },
  ]);
  trainer.dispose();
  model.dispose();
});
