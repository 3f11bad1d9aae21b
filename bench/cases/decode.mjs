import * as nn from "@qkv/nn";
import { errorAgainst } from "../error-against.mjs";
import { decodedLogits } from "../float64-decode.mjs";

const keys = 256;
const model = { vocabSize: 50257, contextLength: keys, layers: 12, heads: 12, dModel: 768 };

/** One token of a GPT-2 shape with random weights, the last of 256 in the cache: a read of all weights. */
export const decodeCases = [
  {
    name: `decode one token, 12 layers of 768, cache of ${keys}`,
    task: "decode",
    unit: "tokens/s",
    options: { model },
    seconds: 40,
    flops: 2 * (12 * 12 * 768 * 768 + 768 * model.vocabSize) + 4 * 12 * keys * 768,
    makeInputs,
    check: ({ weights, token, past }, { y }) =>
      errorAgainst(decodedLogits(weights, model, token.values[0], past), y),
    tolerance: 1e-4,
  },
];

/** Random weights by GPT-2's keys, and what our model puts into its cache for a random prompt. */
function makeInputs() {
  const gpt = new nn.Gpt(model);
  gpt.eval();
  const cache = gpt.newCache();
  const prompt = randomIds(keys - 1);
  nn.noGrad(() =>
    nn.scope(() => {
      const ids = nn.tensor(prompt.values, { shape: prompt.shape });
      gpt.forward(ids, { cache, lastOnly: true });
    }),
  );
  const width = model.dModel / model.heads;
  // [1, heads, keys, width] -> [keys - 1, dModel]
  const rows = (tensor) => {
    const values = tensor.dataSync();
    return Float32Array.from({ length: (keys - 1) * model.dModel }, (_, i) => {
      const token = Math.floor(i / model.dModel);
      const head = Math.floor((i % model.dModel) / width);
      return values[(head * keys + token) * width + (i % width)];
    });
  };
  const past = cache.layers.map((layer) => ({
    keys: rows(layer.keys),
    values: rows(layer.values),
  }));
  const weights = new Map(
    [...gpt.stateDict()].map(([name, tensor]) => [
      name,
      { dtype: tensor.dtype, shape: tensor.shape, values: tensor.dataSync() },
    ]),
  );
  cache.dispose();
  gpt.dispose();
  return { prompt, token: randomIds(1), past, weights };
}

function randomIds(count) {
  const values = Int32Array.from({ length: count }, () =>
    Math.floor(Math.random() * model.vocabSize),
  );
  return { shape: [1, count], values };
}
