import { beforeAll, describe, expect, test, vi } from "vitest";
import type { RaggedCaches } from "../../src/attention/ragged-caches.ts";
import { generate, generateStream } from "../../src/generation/generate.ts";
import type { GenerateIdsOptions } from "../../src/generation/generate-ids-options.ts";
import type { Gpt } from "../../src/models/families/gpt.ts";
import { wideGpt } from "./wide-gpt.ts";

let model: Gpt;

beforeAll(() => {
  model = wideGpt({ vocabSize: 11, contextLength: 32 });
});

const ids = [
  [0, 0, 3, 4, 5],
  [6, 7, 8, 9, 10],
  [0, 1, 2, 3, 4],
  [5, 5, 5, 5, 5],
];
const attentionMask = ids.map((row) => row.map((id) => (id === 0 ? 0 : 1)));

describe("more prompts than are computed side by side become the same", () => {
  test.each<GenerateIdsOptions>([
    { eosTokenId: 3, padTokenId: 0 },
    { doSample: true, seed: [1, 2, 3, 4], eosTokenId: [3, 7], repetitionPenalty: 1.4 },
    { doSample: true, numReturnSequences: 3, seed: 9, outputScores: true, outputLogits: true },
    { prefixAllowedTokensFn: (row, { length }) => [row, row + length - 4], minNewTokens: 3 },
    { maxNewTokens: 40 },
  ])("%j", async (options) => {
    const prompts = { ids, attentionMask };
    const whole = { maxNewTokens: 12, ...options };
    const forward = vi.spyOn(model, "forward");
    const few = await generate(model, prompts, { ...whole, batchSize: 3 });
    const rows = forward.mock.calls.map(([, given]) => (given!.cache as RaggedCaches).asked);
    expect(Math.max(...rows.map(({ length }) => length))).toBeLessThanOrEqual(3);
    forward.mockRestore();
    const all = await generate(model, prompts, whole);
    expect(few.sequences).toEqual(all.sequences);
    expect(few.lengths).toEqual(all.lengths);
    for (const [i, scores] of (all.scores ?? []).entries())
      for (const [j, values] of scores.entries())
        for (const [id, value] of values.entries())
          expect(few.scores![i]![j]![id]).toBeCloseTo(value, 4);
    expect(few.logits?.map(({ length }) => length)).toEqual(
      all.logits?.map(({ length }) => length),
    );
  });
});

test("prompts may be of any lengths, and tokens come as they are chosen", async () => {
  const prompts = { ids: [[1, 2, 3], [4], [5, 6, 7, 8, 9]] };
  const options = { maxNewTokens: 6, batchSize: 2, padTokenId: 0 };
  const alone = await Promise.all(
    prompts.ids.map((row) => generate(model, { ids: [row] }, { maxNewTokens: 6 })),
  );
  const stream = generateStream(model, prompts, options);
  const met: number[][] = prompts.ids.map((row) => [...row]);
  for (;;) {
    const { done, value } = await stream.next();
    if (done) {
      expect(value.lengths).toEqual([9, 7, 11]);
      break;
    }
    met[value.sequence]!.push(value.id);
  }
  expect(met).toEqual(alone.flatMap(({ sequences }) => sequences));
});

test("refused by name is what does not follow single sequences, and a mask with holes", async () => {
  for (const more of [
    { numBeams: 2 },
    { promptLookupNumTokens: 2 },
    { guidanceScale: 2 },
    { useCache: false },
  ])
    await expect(generate(model, { ids }, { batchSize: 2, ...more })).rejects.toThrow("batchSize");
  await expect(
    generate(model, { ids: [[1, 2]], attentionMask: [[1, 0]] }, { batchSize: 2 }),
  ).rejects.toThrow("attentionMask[0]");
});
