import { Gpt } from "@qkv/nn";
import { Seq2Seq } from "@qkv/nn/models";
import { expect, test } from "vitest";
import { modelMemory, parameterCount, requireMemory } from "../src/model-directory/model-size.ts";
import { seq2seqParameterCount } from "../src/model-directory/seq2seq-size.ts";

const shape = { vocabSize: 11, contextLength: 7, layers: 3, heads: 2, dModel: 12 };
const variants = [true, false].flatMap((bias) =>
  [true, false].flatMap((tieWeights) =>
    (["learned", "sinusoidal"] as const).map((positions) => ({ bias, tieWeights, positions })),
  ),
);

test.each(variants)("parameterCount agrees with a model of %j", (variant) => {
  using model = new Gpt({ ...shape, ...variant });
  expect(parameterCount(model.config)).toBe(model.numParameters());
});

test("memory counts keys and values of each layer", () => {
  using model = new Gpt(shape);
  expect(modelMemory(model.config).keyValueCache).toBe(2 * 3 * 7 * 12 * 4);
  expect(() => requireMemory(model.config, "training", "here")).not.toThrow();
});

test("seq2seqParameterCount agrees with a model", () => {
  using model = new Seq2Seq({
    ...{ sourceVocabSize: 9, targetVocabSize: 13, dModel: 12, nhead: 3, dimFeedforward: 20 },
    ...{ numEncoderLayers: 2, numDecoderLayers: 3 },
  });
  expect(seq2seqParameterCount(model.config)).toBe(model.numParameters());
});
