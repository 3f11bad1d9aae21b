import { expect, it } from "vitest";
import { RotaryEmbedding } from "../src/attention/index.ts";
import { BatchNorm1d, defaultDevice, Gpt, Linear } from "../src/index.ts";
import { BufferLimitError } from "../src/inspection/index.ts";
import { modelFromConfig, Seq2Seq } from "../src/models/index.ts";
import { type ModelSize, modelSize } from "../src/models/model-size.ts";

/** What Hugging Face's num_parameters() says of the models of these names. */
it.each([
  ["gpt2", {}, 124_439_808],
  ["gpt2-medium", { n_embd: 1024, n_layer: 24, n_head: 16 }, 354_823_168],
  ["gpt2-large", { n_embd: 1280, n_layer: 36, n_head: 20 }, 774_030_080],
  ["gpt2-xl", { n_embd: 1600, n_layer: 48, n_head: 25 }, 1_557_611_200],
])("counts the parameters of %s", (_, sizes, parameters) => {
  const config = { model_type: "gpt2", ...sizes };
  const { n_embd = 768, n_layer = 12 }: { n_embd?: number; n_layer?: number } = sizes;
  const weights = 4 * parameters;
  const expected: ModelSize = {
    parameters,
    weights,
    tables: 0,
    gradients: weights,
    moments: 2 * weights,
    keyValueCache: 2 * n_layer * 1024 * n_embd * 4,
  };
  expect(modelSize((options) => modelFromConfig(config, options))).toEqual(expected);
});

it("counts the parameters of an encoder-decoder: those of PyTorch's nn.Transformer(), embeddings and a head", () => {
  const vocabulary = { sourceVocabSize: 37000, targetVocabSize: 37000 };
  const size = modelSize((options) => new Seq2Seq(vocabulary, options));
  expect(size.parameters).toBe(44_140_544 + 2 * 37000 * 512 + 37000 * 513);
  expect(size.keyValueCache).toBe(0);
});

it("takes what the model takes on a real device, tables and buffers included", () => {
  const options = { vocabSize: 11, contextLength: 7, layers: 3, heads: 2, dModel: 12 };
  for (const make of [
    (where: object) => new Gpt({ ...options, positions: "sinusoidal" }, where),
    (where: object) => new BatchNorm1d(3, where),
    (where: object) => new RotaryEmbedding(4, where),
  ]) {
    const before = defaultDevice().memory().bytes;
    const size = modelSize(make);
    expect(defaultDevice().memory().bytes).toBe(before);
    using model = make({});
    expect(size.weights + size.tables).toBe(defaultDevice().memory().bytes - before);
    expect(size.gradients).toBe(4 * model.numParameters());
  }
});

it("refuses a model of a billion layers without making them", () => {
  const config = { model_type: "gpt2", n_layer: 10 ** 9, n_embd: 12 };
  expect(() => modelSize((options) => modelFromConfig(config, options))).toThrow(BufferLimitError);
});

it("says when the model is made elsewhere", () => {
  const make = () => new Linear(2, 3);
  expect(() => modelSize(make)).toThrow("modelSize: weight is on device wasm, expected the one");
});
