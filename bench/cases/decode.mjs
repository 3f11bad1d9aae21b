import * as nn from "@qkv/nn";
import { rmsErrorAgainst } from "../error-against.mjs";
import { decodedLogits } from "../float64-decode.mjs";

const keys = 256;
/** GPT-2 of 124 M parameters. */
export const gpt2 = { vocabSize: 50257, contextLength: keys, layers: 12, heads: 12, dModel: 768 };

/** Bytes a weight, the scales among them. */
export const weightBytes = { float32: 4, bf16: 2, f16: 2, int8: 1, int4: 0.5 + 4 / 32 };
/** Of the logits against float32 weights: what rounding random weights costs, and room for chance. */
export const decodeTolerances = { float32: 1e-5, bf16: 0.02, f16: 0.003, int8: 0.06, int4: 0.5 };

/** One token of a GPT-2 shape with random weights, the last of 256 in the cache: a read of all weights. */
export const decodeCase = (format, model = gpt2) => {
  const { layers, dModel, contextLength } = model;
  const matrices = 12 * layers * dModel ** 2 + dModel * model.vocabSize;
  const cached = 2 * layers * contextLength * dModel;
  const options = { model, ...(format !== "float32" && { format }) };
  return {
    name: `decode one token, ${format}, ${layers} layers of ${dModel}, cache of ${contextLength}`,
    task: "decode",
    unit: "tokens/s",
    options,
    // What fewer bits are worth: against ourselves, and against a peer that may be faster without.
    ...(format !== "float32" && {
      also: [
        { of: "ours", as: "float32", options: { format: undefined } },
        { of: "onnx-web", as: "float32", options: { format: undefined } },
      ],
    }),
    seconds: 40,
    flops: 2 * matrices + 2 * cached,
    bytes: weightBytes[format] * matrices + 4 * cached,
    makeInputs: () => decodeInputs(model),
    check: ({ expected }, { y }) => rmsErrorAgainst(expected, y),
    tolerance: decodeTolerances[format],
  };
};

export const decodeCases = Object.keys(weightBytes).map((format) => decodeCase(format));

/** Made once, for all cases: it takes seconds. */
function decodeInputs(model) {
  if (!made.has(model)) made.set(model, makeInputs(model));
  return made.get(model);
}
const made = new Map();

/** Random weights by GPT-2's keys, and what our model puts into its cache for a random prompt. */
function makeInputs(model) {
  const past = model.contextLength - 1; // tokens
  const gpt = new nn.Gpt(model);
  gpt.eval();
  const cache = gpt.newCache();
  const prompt = randomIds(past, model);
  nn.noGrad(() =>
    nn.scope(() => {
      const ids = nn.tensor(prompt.values, { shape: prompt.shape });
      gpt.forward(ids, { cache, lastOnly: true });
    }),
  );
  const width = model.dModel / model.heads;
  // [1, heads, contextLength, width] -> [past, dModel]
  const rows = (tensor) => {
    const values = tensor.dataSync();
    return Float32Array.from({ length: past * model.dModel }, (_, i) => {
      const token = Math.floor(i / model.dModel);
      const head = Math.floor((i % model.dModel) / width);
      return values[(head * model.contextLength + token) * width + (i % width)];
    });
  };
  const cached = cache.layers.map(({ held: { keys, values } }) => ({
    keys: rows(keys.tensor),
    values: rows(values.tensor),
  }));
  const weights = new Map(
    [...gpt.stateDict()].map(([name, tensor]) => [
      name,
      { dtype: tensor.dtype, shape: tensor.shape, values: tensor.dataSync() },
    ]),
  );
  cache.dispose();
  gpt.dispose();
  const token = randomIds(1, model);
  const expected = decodedLogits(weights, model, token.values[0], cached);
  return { prompt, token, past: cached, weights, expected };
}

function randomIds(count, { vocabSize }) {
  const values = Int32Array.from({ length: count }, () => Math.floor(Math.random() * vocabSize));
  return { shape: [1, count], values };
}
