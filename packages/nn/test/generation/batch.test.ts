import { beforeAll, describe, expect, test } from "vitest";
import { ContextOverflowError, QueueFullError } from "../../src/generation/batch/batch-errors.ts";
import type { BatchedRequestOptions } from "../../src/generation/batch/batch-options.ts";
import { GenerationBatch } from "../../src/generation/batch/generation-batch.ts";
import { generateIds } from "../../src/generation/generate-ids.ts";
import type { Gpt } from "../../src/models/families/gpt.ts";
import { expectNothingHeld, idsOf, wideGpt } from "./wide-gpt.ts";

const vocabSize = 11;
let model: Gpt;

beforeAll(() => {
  model = wideGpt({ vocabSize, contextLength: 32 });
});

expectNothingHeld();

const alone = async (prompt: readonly number[], options: BatchedRequestOptions) =>
  (await generateIds(model, { ids: [prompt] }, options))[0]!.slice(prompt.length);

describe("what a request becomes", () => {
  const requests: readonly (readonly [readonly number[], BatchedRequestOptions])[] = [
    [[1, 2, 3], { maxNewTokens: 9 }],
    [[7], { maxNewTokens: 12, doSample: true, seed: 4 }],
    [[5, 5, 5, 5, 5, 5], { maxNewTokens: 3, repetitionPenalty: 1.5 }],
    [[2, 9], { maxNewTokens: 20, eosTokenId: [3, 4], doSample: true, seed: 9, topK: 4 }],
    [[1, 2, 3], { maxLength: 10, doSample: true, temperature: 1.5, seed: 1 }],
  ];

  test.each([1, 2, 16])("is what it becomes alone: %i slots", async (slots) => {
    using batch = new GenerationBatch(model, { slots });
    const together = requests.map(([prompt, options]) => idsOf(batch.submit(prompt, options)));
    const expected = [];
    for (const [prompt, options] of requests) expected.push(await alone(prompt, options));
    expect(await Promise.all(together)).toEqual(expected);
  });

  test("ends for a reason", async () => {
    using batch = new GenerationBatch(model);
    const free = await alone([1, 2], { maxNewTokens: 6 });
    const long = batch.submit([1, 2], { maxNewTokens: 6 });
    const ended = batch.submit([1, 2], { maxNewTokens: 6, eosTokenId: free.at(-1)! });
    expect([await long.finishReason, await ended.finishReason]).toEqual(["length", "stop"]);
  });
});

test("log-probabilities are the model's own, the likeliest first", async () => {
  using batch = new GenerationBatch(model);
  const request = batch.submit([1, 2], { maxNewTokens: 3, topLogProbs: vocabSize });
  for await (const { id, logProb, topLogProbs } of request) {
    expect(topLogProbs![0]).toEqual({ id, logProb });
    const total = topLogProbs!.reduce((sum, one) => sum + Math.exp(one.logProb), 0);
    expect(total).toBeCloseTo(1, 12);
  }
});

describe("a request that nobody wants any more", () => {
  test("leaves its slot to one that waits", async () => {
    using batch = new GenerationBatch(model, { slots: 1 });
    const first = batch.submit([1], { maxNewTokens: 25 });
    const second = batch.submit([2], { maxNewTokens: 2 });
    let read = 0;
    for await (const _ of first) if (++read === 2) break;
    expect(await first.finishReason).toBe("cancelled");
    expect(await idsOf(second)).toEqual(await alone([2], { maxNewTokens: 2 }));
    expect([batch.running, batch.waiting, batch.free]).toEqual([0, 0, 1]);
  });

  test("throws what its signal says, waiting or running", async () => {
    using batch = new GenerationBatch(model, { slots: 1 });
    const [one, other] = [new AbortController(), new AbortController()];
    const running = batch.submit([1], { maxNewTokens: 25, signal: one.signal });
    const waiting = batch.submit([1], { maxNewTokens: 25, signal: other.signal });
    other.abort(new Error("never begun"));
    await expect(idsOf(waiting)).rejects.toThrow("never begun");
    await expect(async () => {
      for await (const _ of running) one.abort(new Error("enough"));
    }).rejects.toThrow("enough");
    await expect(running.finishReason).rejects.toThrow("enough");
    expect(() => batch.submit([1], { signal: one.signal })).toThrow("enough");
  });
});

test("what fails is the request that failed", async () => {
  using batch = new GenerationBatch(model);
  const broken = batch.submit([1], {
    logitsProcessors: [
      () => {
        throw new Error("broken");
      },
    ],
  });
  const whole = batch.submit([1], { maxNewTokens: 4 });
  await expect(idsOf(broken)).rejects.toThrow("broken");
  expect(await idsOf(whole)).toEqual(await alone([1], { maxNewTokens: 4 }));
});

test("refused are prompts and requests that there is no room for, by typed errors", async () => {
  using batch = new GenerationBatch(model, { slots: 1, maxContext: 6, maxWaiting: 1 });
  expect(() => batch.submit([1, 1, 1, 1, 1, 1])).toThrow(ContextOverflowError);
  expect(() => batch.submit([])).toThrow("promptIds are empty");
  expect(() => batch.submit([vocabSize])).toThrow(`promptIds[0] is ${vocabSize}`);
  expect(() => batch.submit([1], { numBeams: 2 } as never)).toThrow("numBeams");
  const first = batch.submit([1, 1, 1], { maxNewTokens: 20 });
  const second = batch.submit([1], { maxNewTokens: 1 });
  expect(() => batch.submit([1])).toThrow(QueueFullError);
  expect(await idsOf(first)).toHaveLength(3);
  expect(await first.finishReason).toBe("length");
  await second.finishReason;
});

test("stopping waits for what was taken, and takes no more", async () => {
  const batch = new GenerationBatch(model, { slots: 1 });
  const requests = [1, 2].map((id) => batch.submit([id], { maxNewTokens: 3 }));
  const stopped = batch.stop();
  expect(() => batch.submit([1])).toThrow("stopped");
  await stopped;
  for (const request of requests) expect(await idsOf(request)).toHaveLength(3);
});
