import { expect, test } from "vitest";
import { requireAddressable } from "../src/model-folder/model-size.ts";
import { describedShape, limitedShape } from "../src/model-folder/shape-model.ts";
import { Seq2Seq } from "../src/models/encoder-decoder/seq2seq.ts";
import { configOf } from "../src/models/families/find-family.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { CharacterTokenizer } from "../src/tokenizers/character-tokenizer.ts";

const shape = { vocabSize: 11, contextLength: 7, layers: 3, heads: 2, dModel: 12 };
const variants = [true, false].flatMap((bias) =>
  [true, false].flatMap((tieWeights) =>
    (["learned", "sinusoidal"] as const).map((positions) => ({ bias, tieWeights, positions })),
  ),
);
const sizeOf = (model: Gpt) => {
  const tokenizer = CharacterTokenizer.train("a");
  return describedShape({ role: "decoder", config: configOf(model), tokenizer }).size;
};

test.each(variants)("the size of a model of %j is known without one", (variant) => {
  using model = new Gpt({ ...shape, ...variant });
  const { parameters, memory, tables } = sizeOf(model);
  expect(parameters).toBe(model.numParameters());
  expect(memory).toMatchObject({ weights: 4 * parameters, moments: 8 * parameters });
  expect(memory.keyValueCache).toBe(2 * 3 * 7 * 12 * 4); // of each layer
  expect(tables).toBe(variant.positions === "sinusoidal" ? 7 * 12 * 4 : 0);
  expect(() => requireAddressable(sizeOf(model), "training", "here")).not.toThrow();
});

test("an encoder-decoder keeps no keys and values", () => {
  using model = new Seq2Seq({
    ...{ sourceVocabSize: 9, targetVocabSize: 13, dModel: 12, nhead: 3, dimFeedforward: 20 },
    ...{ numEncoderLayers: 2, numDecoderLayers: 3 },
  });
  const { size } = limitedShape((options) => new Seq2Seq(model.config, options), { file: "here" });
  expect(size.parameters).toBe(model.numParameters());
  expect(size.memory.keyValueCache).toBe(0);
});

test("what is beyond all bounds is refused before it is made", () => {
  const limited = (change: object) => () =>
    limitedShape((options) => new Gpt({ ...shape, ...change }, options), { file: "config.json" });
  expect(limited({ dModel: 2 ** 20 })).toThrow(/^config\.json: .* WebAssembly ends at 4\.00 GiB/);
  expect(limited({ contextLength: 2e9, positions: "sinusoidal" })).toThrow(/WebAssembly ends at/);
  expect(limited({ layers: 1e9 })).toThrow(/^config\.json: the model has more than 10,000 tensors/);
});
