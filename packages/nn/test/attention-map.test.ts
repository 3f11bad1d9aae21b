import { expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { attentionMaps, meanOfHeads, meanOfMaxima } from "../src/inspection/attention-map.ts";
import { capture } from "../src/inspection/capture.ts";
import { Seq2Seq } from "../src/models/encoder-decoder/seq2seq.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { scope } from "../src/tensor/scope.ts";

const row = (...ids: number[]) => tensor([ids], { dtype: "int32" });

test("maps have a row for each token that looks, a column for each that is seen, head by head", async () => {
  using model = new Gpt({ vocabSize: 5, contextLength: 4, layers: 2, heads: 2, dModel: 8 });
  using captured = capture(model, () => scope(() => void model.forward(row(1, 2, 3))));
  const tokens = ["a", "b", "c"];
  const maps = await attentionMaps(captured, { M: tokens });
  expect(maps.map(({ module }) => module)).toEqual([
    "transformer.h.0.attn",
    "transformer.h.1.attn",
  ]);
  for (const map of maps) {
    expect([map.queries, map.keys, map.heads.length]).toEqual([tokens, tokens, 2]);
    const weights = captured.get(map.module, "weights").tensor;
    expect(map.heads.flatMap((head) => [...head])).toEqual([...(await weights.data())]);
    expect(map.heads[0]!.slice(0, 3)).toEqual(Float32Array.of(1, 0, 0)); // the first token sees itself alone
    for (const [i, mean] of meanOfHeads(map).entries()) {
      expect(mean.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
      expect(mean[1]).toBeCloseTo((map.heads[0]![3 * i + 1]! + map.heads[1]![3 * i + 1]!) / 2, 12);
    }
  }
  await expect(attentionMaps(captured, { M: ["a"] })).rejects.toThrow(
    "attends over 3 tokens on the axis M, but tokens.M has 1",
  );
});

test("maps of an encoder-decoder tell sources from targets, and one sequence only is mapped", async () => {
  using model = new Seq2Seq({
    ...{ sourceVocabSize: 6, targetVocabSize: 5, dModel: 4, nhead: 2, dimFeedforward: 4 },
    ...{ numEncoderLayers: 1, numDecoderLayers: 1, dropout: 0 },
  });
  using captured = capture(model, () => scope(() => void model.forward(row(4, 5, 4), row(1, 4))));
  const maps = await attentionMaps(captured, { M: ["a", "b", "a"], Mt: ["x", "(end)"] });
  expect(maps.map(({ queries, keys }) => [queries.length, keys.length])).toEqual([
    [3, 3],
    [2, 2],
    [2, 3],
  ]);
  using two = capture(model, () => {
    const sources = tensor([[3], [4]], { dtype: "int32" });
    scope(() => void model.forward(sources, sources));
  });
  await expect(attentionMaps(two, { M: ["a"], Mt: ["x"] })).rejects.toThrow(
    "2 sequences, expected one",
  );
});

test("the mean of the largest weights is 1 where each looks at one token only", () => {
  expect(
    meanOfMaxima([
      [0, 1],
      [1, 0],
    ]),
  ).toBe(1);
  expect(
    meanOfMaxima([
      [0.5, 0.5],
      [0.25, 0.75],
    ]),
  ).toBe(0.625);
});
