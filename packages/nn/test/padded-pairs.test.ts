import { describe, expect, it } from "vitest";
import { PaddedPairs, sortedPairBatches } from "../src/data/padded-pairs.ts";
import type { SequencePairBatch } from "../src/data/sequence-pair.ts";
import { evaluateSequenceModel } from "../src/evaluation/evaluate-sequence-model.ts";
import { Seq2Seq } from "../src/models/encoder-decoder/seq2seq.ts";

const ids = { paddingIdx: 0, beginIdx: 1, endIdx: 2 };
const pairs = Array.from({ length: 23 }, (_, i) => {
  const source = Array.from({ length: 1 + (i % 5) }, (_, j) => 3 + ((i + j) % 9));
  return { source, target: [...source].reverse() };
});
const options = { batchSize: 4, seed: 3, ...ids };

async function rowsOf(batch: SequencePairBatch): Promise<number[][][]> {
  const tensors = [batch.source, batch.target, batch.expected];
  return Promise.all(
    tensors.map(async (tensor) => {
      const values = [...(await tensor.data())];
      const length = tensor.shape[1]!;
      tensor.dispose();
      return Array.from({ length: values.length / length }, (_, i) =>
        values.slice(i * length, (i + 1) * length),
      );
    }),
  );
}

const epochOf = async (source: PaddedPairs): Promise<number[][][][]> => {
  const batches = [];
  for (let i = 0; i < source.batchesPerEpoch; i++) batches.push(await rowsOf(source.next()));
  return batches;
};

describe("PaddedPairs", () => {
  it("pads sources, and puts begin before and end behind the targets", async () => {
    const two = [
      { source: [5, 6], target: [7] },
      { source: [5], target: [8, 9] },
    ];
    const { seed: _, ...batching } = options;
    const [batch] = sortedPairBatches(two, { ...batching, batchSize: 2 });
    expect(await rowsOf(batch!)).toEqual([
      [
        [5, 0],
        [5, 6],
      ],
      [
        [1, 8, 9],
        [1, 7, 0],
      ],
      [
        [8, 9, 2],
        [7, 2, 0],
      ],
    ]);
  });

  it("shows every pair once an epoch, in another order each time, with little padding", async () => {
    const source = new PaddedPairs(pairs, options);
    expect(source.batchesPerEpoch).toBe(6);
    const [first, second] = [await epochOf(source), await epochOf(source)];
    const seen = first
      .flatMap(([rows]) => rows!.map((row) => row.filter((id) => id !== 0).join()))
      .sort();
    expect(seen).toEqual(pairs.map((pair) => pair.source.join()).sort());
    expect(second).not.toEqual(first);
    const padding = first.flatMap(([rows]) => rows!.flat()).filter((id) => id === 0);
    expect(padding.length).toBeLessThan(10);
  });

  it("goes on from its state, and refuses one that it cannot have", async () => {
    const source = new PaddedPairs(pairs, options);
    for (let i = 0; i < 8; i++) await rowsOf(source.next());
    expect(source.state).toEqual({ epoch: 1, batch: 2 });
    const other = new PaddedPairs(pairs, options);
    other.state = JSON.parse(JSON.stringify(source.state));
    expect(await rowsOf(other.next())).toEqual(await rowsOf(source.next()));
    expect(() => {
      other.state = { epoch: 0, batch: 6 };
    }).toThrow(/state\.batch is 6, expected less than the 6 batches/);
    expect(() => {
      other.state = { epoch: -1, batch: 0 };
    }).toThrow(/state\.epoch is -1/);
    expect(() => new PaddedPairs([], options)).toThrow(/there are no pairs/);
    expect(() => new PaddedPairs(pairs, { ...options, batchSize: 0 })).toThrow(/batchSize is 0/);
  });
});

describe("evaluateSequenceModel", () => {
  it("gives the same score for any batch size: padding counts for nothing", async () => {
    using model = new Seq2Seq({
      ...{ sourceVocabSize: 12, targetVocabSize: 12, dModel: 8, nhead: 2, dimFeedforward: 16 },
      ...{ numEncoderLayers: 1, numDecoderLayers: 1, dropout: 0.5 },
    });
    const alone = await evaluateSequenceModel(model, pairs, { ...ids, batchSize: 1 });
    const together = await evaluateSequenceModel(model, pairs, { ...ids, batchSize: 23 });
    expect(together.tokens).toBe(pairs.reduce((sum, { target }) => sum + target.length + 1, 0));
    expect(together.loss).toBeCloseTo(alone.loss, 4);
    expect(together.tokenAccuracy).toBe(alone.tokenAccuracy);
    expect(together.perplexity).toBeCloseTo(Math.exp(together.loss), 6);
    expect(model.training).toBe(true);
  });
});
