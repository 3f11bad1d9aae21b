import { expect, test } from "vitest";
import { gptSize, requireAddressable, seq2seqSize } from "../src/model-folder/model-size.ts";
import { Seq2Seq } from "../src/models/encoder-decoder/seq2seq.ts";
import { Gpt } from "../src/models/families/gpt.ts";

const shape = { vocabSize: 11, contextLength: 7, layers: 3, heads: 2, dModel: 12 };
const variants = [true, false].flatMap((bias) =>
  [true, false].flatMap((tieWeights) =>
    (["learned", "sinusoidal"] as const).map((positions) => ({ bias, tieWeights, positions })),
  ),
);

test.each(variants)("gptSize agrees with a model of %j", (variant) => {
  using model = new Gpt({ ...shape, ...variant });
  expect(gptSize(model.config).parameters).toBe(model.numParameters());
});

test("memory counts keys and values of each layer", () => {
  using model = new Gpt(shape);
  const size = gptSize(model.config);
  expect(size.memory.keyValueCache).toBe(2 * 3 * 7 * 12 * 4);
  expect(() => requireAddressable(size, "training", "here")).not.toThrow();
});

test("seq2seqSize agrees with a model", () => {
  using model = new Seq2Seq({
    ...{ sourceVocabSize: 9, targetVocabSize: 13, dModel: 12, nhead: 3, dimFeedforward: 20 },
    ...{ numEncoderLayers: 2, numDecoderLayers: 3 },
  });
  expect(seq2seqSize(model.config).parameters).toBe(model.numParameters());
});
