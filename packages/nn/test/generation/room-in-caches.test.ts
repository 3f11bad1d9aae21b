import { expect, test } from "vitest";
import { generateIds } from "../../src/generation/generate-ids.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import { isDecoder } from "../../src/models/roles.ts";
import { planConfig } from "../../src/pretrained/plan.ts";
import { manualSeed } from "../../src/random/generator.ts";

const config = {
  ...{ model_type: "llama", vocab_size: 64, hidden_size: 32, intermediate_size: 64 },
  ...{ num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2 },
  max_position_embeddings: 1_000_000,
};
/** Keys and values of a token: two layers, two heads of eight numbers. */
const bytesOfToken = 2 * 2 * 2 * 8 * 4;

function made() {
  manualSeed(3);
  const model = modelFromConfig(config);
  if (!isDecoder(model)) throw new TypeError("expected a decoder");
  return model.eval();
}

test("caches have room for the tokens that come, not for all that a model can look back on", async () => {
  using model = made();
  const { device } = model;
  const ids = [[1, 2, 3]];
  const asked = { maxNewTokens: 170, eosTokenId: [] };
  const before = device.memory();
  const tokens = await generateIds(model, { ids }, asked);
  expect(tokens[0]).toHaveLength(173);
  expect(device.memory().peakBytes - before.bytes).toBeLessThan(250_000 * bytesOfToken);
  expect(await generateIds(model, { ids }, { ...asked, useCache: false })).toEqual(tokens);
});

test("beams, a batch and what was padded keep their tokens where the caches grow", async () => {
  using model = made();
  const prompts = {
    ids: [
      [0, 0, 5],
      [1, 2, 3],
    ],
    attentionMask: [
      [0, 0, 1],
      [1, 1, 1],
    ],
  };
  const asked = { maxNewTokens: 80, numBeams: 2, eosTokenId: [] };
  const tokens = await generateIds(model, prompts, asked);
  expect(await generateIds(model, prompts, { ...asked, useCache: false })).toEqual(tokens);
});

test("a plan counts the keys and values of the tokens that it was asked for", () => {
  expect(planConfig(config, { context: 100, training: false }).cache).toBe(100 * bytesOfToken);
});
