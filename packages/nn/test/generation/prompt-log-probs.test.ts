import { beforeAll, expect, test } from "vitest";
import { score } from "../../src/evaluation/score.ts";
import type { BatchedToken } from "../../src/generation/batch/batched-request.ts";
import { GenerationBatch } from "../../src/generation/batch/generation-batch.ts";
import type { Gpt } from "../../src/models/families/gpt.ts";
import { expectNothingHeld, idsOf, wideGpt } from "./wide-gpt.ts";

const vocabSize = 13;
let model: Gpt;

beforeAll(() => {
  model = wideGpt({ vocabSize, contextLength: 256 });
});

expectNothingHeld();

const promptOf = (tokens: number, from = 0) =>
  Array.from({ length: tokens }, (_, i) => (from + i * i) % vocabSize);

/** As the model scores the prompt by itself. */
async function expectScored(told: readonly BatchedToken[], prompt: readonly number[]) {
  expect(told.map(({ id }) => id)).toEqual(prompt);
  expect(told[0]).toEqual({ id: prompt[0] });
  if (prompt.length === 1) return;
  const [scored] = await score(model, [prompt]);
  for (const [i, expected] of scored!.logLikelihoods.entries())
    expect(told[i + 1]!.logProb, `token ${i + 1}`).toBeCloseTo(expected, 4);
}

test.each([1, 2, 40, 64, 65, 200])("of %i tokens are those of the model", async (tokens) => {
  using batch = new GenerationBatch(model);
  const prompt = promptOf(tokens);
  const request = batch.submit(prompt, { maxNewTokens: 3, promptLogProbs: true, topLogProbs: 2 });
  const plain = batch.submit(prompt, { maxNewTokens: 3 });
  const told = await request.promptLogProbs;
  await expectScored(told, prompt);
  for (const { id, logProb, topLogProbs } of told.slice(1)) {
    const [best, second] = topLogProbs!;
    expect(best!.logProb).toBeGreaterThanOrEqual(second!.logProb);
    expect(topLogProbs!.find((one) => one.id === id)?.logProb ?? logProb).toBe(logProb);
  }
  expect(await idsOf(request)).toEqual(await idsOf(plain));
  expect(await plain.promptLogProbs).toEqual([]);
});

test("of a prompt that is known, and beside others, are told all the same", async () => {
  using batch = new GenerationBatch(model, { slots: 4 });
  const prompt = promptOf(150);
  const first = batch.submit(prompt, { maxNewTokens: 4 });
  const expected = await idsOf(first);
  const others = [3, 5].map((from) => batch.submit(promptOf(90, from), { maxNewTokens: 12 }));
  const again = batch.submit(prompt, { maxNewTokens: 4, promptLogProbs: true });
  await expectScored(await again.promptLogProbs, prompt);
  expect(await idsOf(again)).toEqual(expected);
  expect(again.cachedTokens).toBe(0);
  for (const other of others) await other.finishReason;
});

test("settle when nobody wants more, or reading throws", async () => {
  using batch = new GenerationBatch(model, { slots: 1 });
  const cancelled = batch.submit(promptOf(5), { promptLogProbs: true });
  cancelled.cancel();
  expect(await cancelled.promptLogProbs).toEqual([]);
  const { signal, abort } = (() => {
    const controller = new AbortController();
    return { signal: controller.signal, abort: (why: Error) => controller.abort(why) };
  })();
  const stopped = batch.submit(promptOf(5), { promptLogProbs: true, signal });
  abort(new Error("enough"));
  await expect(stopped.promptLogProbs).rejects.toThrow("enough");
});

test("are refused of a prompt that the model does not see at once", () => {
  using batch = new GenerationBatch(model, { maxContext: 400 });
  expect(() => batch.submit(promptOf(300), { promptLogProbs: true })).toThrow(
    "promptLogProbs is given for a prompt of 300 tokens, expected at most 256",
  );
});
