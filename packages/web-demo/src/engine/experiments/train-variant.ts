import { AdamW, crossEntropy, noGrad, Generator as RandomNumbers, scope, tensor } from "@qkv/nn";
import { seededRandom, shuffled } from "../../shaping/seeded-random.ts";
import type { ExperimentAnswer, ExperimentAsk, ExperimentStep } from "../protocol.ts";
import { type ExperimentBatch, type ExperimentData, experimentTasks } from "./experiment-tasks.ts";
import { blockedCells, VariantModel } from "./variant-model.ts";

const EXAMINED = 128;
const LEARNING_RATE = 3e-3;

/**
 * Train one variant from scratch, and examine it on sequences that it has not seen, with the whole future hidden. The same seed
 * gives the same figures.
 */
export async function trainVariant(
  { task, variant, steps, seed, batch = 32, samples }: ExperimentAsk,
  onStep: (step: ExperimentStep) => void,
  turn: () => Promise<void>,
): Promise<ExperimentAnswer> {
  const data = experimentTasks[task];
  const random = seededRandom(seed);
  const batches = samples === undefined ? undefined : repeated(data, samples, batch, random);
  using model = new VariantModel(variant, data, new RandomNumbers(seed));
  using optimizer = new AdamW(model.parameters(), { lr: LEARNING_RATE });
  using mask = maskOf(variant.mask, data);
  const lossOf = ({ ids, targets }: ExperimentBatch, blocked = mask) =>
    crossEntropy(
      model.forward(tensor(ids).reshape(-1, data.length), blocked),
      tensor(targets).reshape(-1, data.length),
    );
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const loss = scope(() => {
      const batchLoss = lossOf(batches?.next().value ?? data.batch(batch, random));
      batchLoss.backward();
      return batchLoss.detach();
    });
    optimizer.step();
    optimizer.zeroGrad();
    const value = (await loss.data())[0]!;
    loss.dispose();
    losses.push(value);
    onStep({ step, loss: value });
    await turn();
  }
  using future = maskOf("future", data);
  const examined = noGrad(() =>
    scope(() => lossOf(data.batch(EXAMINED, seededRandom(seed + 1)), future)),
  );
  const honestLoss = (await examined.data())[0]!;
  examined.dispose();
  return { losses: Float32Array.from(losses), honestLoss, floor: data.floor };
}

/** Batches of the same sequences, for ever: each epoch has all of them once, in another order. */
function* repeated(
  data: ExperimentData,
  samples: number,
  size: number,
  random: () => number,
): Generator<ExperimentBatch, never> {
  const all = Array.from({ length: samples }, () => data.batch(1, random));
  for (;;) {
    const order = shuffled(all, random);
    for (let from = 0; from < samples; from += size) {
      const chosen = order.slice(from, from + size);
      yield {
        ids: Int32Array.from(chosen.flatMap(({ ids }) => [...ids])),
        targets: Int32Array.from(chosen.flatMap(({ targets }) => [...targets])),
      };
    }
  }
}

const maskOf = (mask: ExperimentAsk["variant"]["mask"], { length }: ExperimentData) =>
  tensor(blockedCells(mask, length)).reshape(length, length);
