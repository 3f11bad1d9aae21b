import { expect, test } from "vitest";
import { padSequences, sequenceBatch } from "../src/data/sequence-batch.ts";
import { SymbolVocabulary } from "../src/tokenizers/symbol-vocabulary.ts";

test("sequences are padded behind, to the longest", () => {
  const batch = padSequences([[1, 2, 3], Int32Array.of(4), []], { paddingIdx: 9 });
  expect([batch.dtype, batch.shape]).toEqual(["int32", [3, 3]]);
  expect([...batch.dataSync()]).toEqual([1, 2, 3, 4, 9, 9, 9, 9, 9]);
});

test("the mask says what is padding, by place, also where a token has its id", () => {
  const { ids, paddingMask } = sequenceBatch([[0, 0, 1, 1], [0]], { maxLength: 3 });
  expect([...ids.dataSync()]).toEqual([0, 0, 1, 0, 0, 0]);
  expect([...paddingMask.dataSync()]).toEqual([0, 0, 0, 0, 1, 1]);
});

test("refuses what it cannot pad, by name", () => {
  expect(() => padSequences([])).toThrow("padSequences: there are no sequences");
  expect(() => padSequences([[1]], { maxLength: 0 })).toThrow("maxLength is 0");
  expect(() => padSequences([[1]], { padding: 3 } as never)).toThrow("padding");
});

test("a vocabulary of the words that are not rare", () => {
  const reviews = ["a good film", "a bad film", "a film"].map((review) => review.split(" "));
  const all = SymbolVocabulary.train(reviews);
  expect(all.symbols).toEqual(["a", "bad", "film", "good"]);
  expect(SymbolVocabulary.train(reviews, { minCount: 2 }).symbols).toEqual(["a", "film"]);
  const three = SymbolVocabulary.train(reviews, { maxSize: 7 });
  expect(three.symbols).toEqual(["a", "bad", "film"]);
  expect(three.size).toBe(7);
  expect(three.encode(["good", "film"])).toEqual([three.unknownIdx, 6]);
  expect([three.paddingIdx, three.beginIdx, three.endIdx, three.unknownIdx]).toEqual([0, 1, 2, 3]);
  expect(() => SymbolVocabulary.train(reviews, { maxSize: 4 })).toThrow("maxSize is 4");
});
