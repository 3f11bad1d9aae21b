import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { pipeline } from "../../src/node/pipeline.ts";
import { columnsOfRows } from "../../src/pipelines/sounds/dynamic-time-warping.ts";
import { mergeOverlaps } from "../../src/pipelines/sounds/merge-overlaps.ts";
import { heardSegments } from "../../src/pipelines/sounds/whisper-segments.ts";
import { wordsOf } from "../../src/pipelines/sounds/whisper-words.ts";
import type { PretrainedTokenizer } from "../../src/tokenizers/pretrained-tokenizer.ts";

const senses = fileURLToPath(new URL("senses", import.meta.url));
const task = "automatic-speech-recognition";

/** The files of the tiny Whisper, with other words in its generation_config.json. */
function filesWith(more: object) {
  const folder = `${senses}/whisper-words`;
  const files = new Map<string, Uint8Array>(
    readdirSync(folder).map((file) => [file, readFileSync(`${folder}/${file}`)]),
  );
  const config = JSON.parse(readFileSync(`${folder}/generation_config.json`, "utf8"));
  const changed = JSON.stringify({ ...config, ...more });
  return files.set("generation_config.json", new TextEncoder().encode(changed));
}

test.each([
  [null, /returnTimestamps is "word", .*names no alignment_heads/],
  [[[0, 2]], /alignment_heads are .*, expected pairs of a layer below 1 and a head below 2/],
  [[], /alignment_heads are .*, expected pairs/],
])("words are told apart by heads that the model has: %j", async (heads, message) => {
  using hear = await pipeline(task, filesWith({ alignment_heads: heads }));
  await expect(hear(`${senses}/sound-0.wav`, { returnTimestamps: "word" })).rejects.toThrow(
    message,
  );
});

test("letters are of models that score letters", async () => {
  using hear = await pipeline(task, filesWith({}));
  const heard = hear(`${senses}/sound-0.wav`, { returnTimestamps: "char" });
  await expect(heard).rejects.toThrow(/returnTimestamps is "char", expected true, false or "word"/);
});

test("rows are met in the columns that the cheapest way comes through", () => {
  // [3, 4]: the way 0, 1, 1, 2, 3 over the zeros.
  const costs = Float64Array.from([0, 5, 5, 5, 5, 0, 9, 9, 5, 0, 0, 0]);
  expect(columnsOfRows(costs, 3, 4)).toEqual([0, 1, 1]);
  expect(columnsOfRows(Float64Array.from([1, 1, 1]), 1, 3)).toEqual([0]);
});

test("what follows the last pair of times is heard again from there on", () => {
  const first = 100;
  expect(heardSegments([100, 5, 120, 120, 6], first, 90)).toEqual({ kept: 4, done: 20 });
  expect(heardSegments([100, 5, 120, 120, 6, 140], first, 90)).toEqual({ kept: 6, done: 90 });
  expect(heardSegments([5, 6], first, 90)).toEqual({ kept: 2, done: 90 });
  // For ever at the same place: all of it is done.
  expect(heardSegments([100, 100, 6], first, 90)).toEqual({ kept: 2, done: 90 });
});

test("what overlaps agrees where it is heard no earlier than before", () => {
  const said = (ids: readonly number[], from: number) =>
    ids.map((id, i) => ({ id, time: [from + i, from + i + 1] as const }));
  const merged = (from: number) =>
    mergeOverlaps([said([1, 2, 3], 0), said([2, 3, 4], from)]).map(({ id }) => id);
  expect(merged(1)).toEqual([1, 2, 3, 4]);
  expect(merged(0.5)).toEqual([1, 2, 3, 2, 3, 4]);
});

test("a word has whole characters and the punctuation around it", () => {
  const bytes = {
    decode: (ids: readonly number[]) => new TextDecoder().decode(Uint8Array.from(ids)),
  };
  const words = (text: string, language?: string) =>
    wordsOf(bytes as unknown as PretrainedTokenizer, [...new TextEncoder().encode(text)], language);
  expect(words(" é ab, c")).toEqual([
    { text: " é", places: [0, 1, 2] },
    { text: " ab,", places: [3, 4, 5, 6] },
    { text: " c", places: [7, 8] },
  ]);
  expect(words("日本", "japanese").map(({ text }) => text)).toEqual(["日", "本"]);
});
