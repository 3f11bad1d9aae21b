import * as nn from "@qkv/nn";
import { isSane, randomCharacters, vocabulary } from "../../cases/training.mjs";
import { trainingSteps } from "../training-steps.mjs";

const sizes = [
  {
    name: "nanoGPT's CPU recipe",
    model: { layers: 4, heads: 4, dModel: 128, contextLength: 64 },
    batch: 12,
    small: { model: { layers: 2, heads: 2, dModel: 64, contextLength: 32 }, batch: 2 },
    known: "elsewhere, not in this run: PyTorch eager, float32, on an H200 9.9 ms",
  },
  {
    name: "tiny",
    model: { layers: 2, heads: 2, dModel: 32, contextLength: 16 },
    batch: 8,
    known: "elsewhere, not in this run: PyTorch eager, float32, on an H200 5.5 ms",
  },
  {
    name: "baby",
    model: { layers: 6, heads: 6, dModel: 384, contextLength: 256 },
    batch: 64,
    // WebAssembly has no memory for the whole batch at once.
    parts: 8,
    steps: 1,
    small: { model: { layers: 2, heads: 2, dModel: 48, contextLength: 48 }, batch: 4, parts: 2 },
    known: "elsewhere, not in this run: PyTorch eager, float32, on an H200 32.7 ms",
  },
];

/**
 * Training steps, each with the upload of its batch and the reading of its loss. The first steps' losses and gradient
 * norms are compared with those of our WebAssembly device, from the same weights.
 */
export const trainingCases = ({ quick }) =>
  sizes.map(({ small, ...whole }) => {
    const {
      name,
      model,
      batch,
      parts = 1,
      steps = 3,
      known,
    } = quick ? { ...whole, ...small } : whole;
    const config = { ...model, vocabSize: vocabulary };
    const shape = [batch, model.contextLength];
    return {
      name: `training step, ${name}${quick && small ? ", made small" : ""}`,
      task: "training",
      unit: "ms",
      seconds: 10,
      shareOf: null,
      ...(!quick && { note: known }),
      options: { model: config },
      makeInputs: async () => {
        const inputs = { ids: randomCharacters(shape), targets: randomCharacters(shape) };
        return { ...inputs, ...(await trainedOnWasm(inputs, config, { parts, steps })) };
      },
      check: ({ expected }, { loss, records }) => {
        if (!isSane(loss[0])) return Number.POSITIVE_INFINITY;
        return records ? largestDifference(expected, records) : 0;
      },
      tolerance: 1e-3,
    };
  });

/** The weights that training starts from, and the { loss, gradNorm } of its first steps. */
async function trainedOnWasm(inputs, config, { parts, steps }) {
  const model = new nn.Gpt({ ...config, bias: false, dropout: 0 });
  const weights = new Map(
    [...model.stateDict()].map(([name, tensor]) => [
      name,
      { dtype: tensor.dtype, shape: tensor.shape, values: tensor.dataSync().slice() },
    ]),
  );
  const training = trainingSteps(model, inputs, parts);
  const expected = await training.steps(steps);
  training.dispose();
  return { weights, expected };
}

function largestDifference(expected, records) {
  const differences = expected.flatMap(({ loss, gradNorm }, i) => [
    Math.abs(records[i].loss - loss),
    Math.abs(records[i].gradNorm / gradNorm - 1),
  ]);
  return Math.max(...differences);
}
