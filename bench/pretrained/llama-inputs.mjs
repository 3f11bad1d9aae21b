import * as nn from "@qkv/nn";
import { fromPretrained } from "@qkv/nn/pretrained";
import { llamaLogits } from "../float64-llama.mjs";
import { randomOperand } from "../random-values.mjs";
import { llamaConfig, llamaShapes } from "./llama-shapes.mjs";
import { writeModelFolder } from "./model-folder.mjs";

const config = llamaConfig;

/** A token after `past` others, and what the model makes of these: { folder, weights, prompt, ids, past, expected }. */
export function decodeInputs(past) {
  decode ??= makeDecodeInputs(past);
  return decode;
}
let decode;

/** Tokens after no others: { folder, weights, prompt, ids, past }. */
export async function promptInputs(tokens) {
  return { ...(await model()), prompt: [], ids: randomIds(tokens), past: [] };
}

async function makeDecodeInputs(count) {
  const { folder, weights } = await model();
  const [prompt, ids] = [randomIds(count), randomIds(1)];
  const past = await cached(folder, prompt);
  return {
    folder,
    weights,
    prompt,
    ids,
    past,
    expected: llamaLogits(weights, config, ids[0], past),
  };
}

/** Random weights by their names, [out, in], and the folder that holds them. Made once: it takes seconds. */
async function model() {
  made ??= await makeModel();
  return made;
}
let made;

async function makeModel() {
  const weights = new Map();
  for (const [name, shape] of llamaShapes(config)) {
    const isNorm = shape.length === 1;
    const { values } = randomOperand(shape, isNorm ? 0.1 : 0.035); // the weights' deviation is 0.02
    const stored = isNorm ? values.map((value) => 1 + value) : values;
    weights.set(name, { dtype: "float32", shape, values: stored });
  }
  return { weights, folder: await writeModelFolder(config, weights) };
}

/** What our model puts into its cache for a prompt, by layer: keys and values, [groups, tokens, headSize]. */
async function cached(folder, prompt) {
  const { model: llama } = await fromPretrained(folder);
  const cache = llama.newCache();
  nn.noGrad(() =>
    nn.scope(() => {
      const ids = nn.tensor(Int32Array.from(prompt), { shape: [1, prompt.length] });
      llama.forward(ids, { cache, lastOnly: true });
    }),
  );
  const past = cache.layers.map(({ held }) => ({
    keys: rows(held.keys),
    values: rows(held.values),
  }));
  cache.dispose();
  llama.dispose();
  return past;
}

/** [1, heads, capacity, headSize] -> [heads, tokens, headSize] */
function rows({ tensor, tokens, heads, headSize }) {
  const values = tensor.dataSync();
  const step = values.length / heads;
  const kept = new Float32Array(heads * tokens * headSize);
  for (let head = 0; head < heads; head++)
    kept.set(
      values.subarray(head * step, head * step + tokens * headSize),
      head * tokens * headSize,
    );
  return kept;
}

const randomIds = (count) =>
  Array.from({ length: count }, () => Math.floor(Math.random() * config.vocab_size));
