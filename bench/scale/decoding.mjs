import { Gpt, noGrad, scope, tensor } from "@qkv/nn";
import { randomIds } from "./random-ids.mjs";

/** Tokens that the cache holds. */
const BEHIND = 128;

/** One token of a GPT whose cache holds others. */
export function decoding({ width, layers, vocabSize }) {
  const heads = Math.max(1, width / 64);
  const model = new Gpt({ vocabSize, contextLength: BEHIND + 1, layers, heads, dModel: width });
  model.eval();
  const cache = model.newCache();
  const prompt = tensor(randomIds(BEHIND, vocabSize, 1), { shape: [1, BEHIND] });
  const token = tensor(randomIds(1, vocabSize, 2), { shape: [1, 1] });
  const ask = (ids) =>
    noGrad(() => scope(() => model.forward(ids, { cache, lastOnly: true }).dataSync()[0]));
  ask(prompt);
  return {
    tokens: 1,
    bytes: 4 * (12 * layers * width ** 2 + vocabSize * width),
    step() {
      cache.trim(BEHIND);
      return ask(token);
    },
    dispose() {
      for (const owner of [cache, model, prompt, token]) owner.dispose();
    },
  };
}
