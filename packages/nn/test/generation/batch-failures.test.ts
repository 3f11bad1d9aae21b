import { OutOfMemoryError } from "@qkv/core-wasm/contract";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { GenerationBatch } from "../../src/generation/batch/generation-batch.ts";
import { generateIds } from "../../src/generation/generate-ids.ts";
import type { Gpt } from "../../src/models/families/gpt.ts";
import { expectNothingHeld, idsOf, wideGpt } from "./wide-gpt.ts";

let model: Gpt;

beforeAll(() => {
  model = wideGpt({ vocabSize: 13, contextLength: 64 });
});

afterEach(() => {
  vi.restoreAllMocks();
});
expectNothingHeld();

const alone = async (ids: readonly number[], maxNewTokens: number) =>
  (await generateIds(model, { ids: [ids] }, { maxNewTokens }))[0]!.slice(ids.length);

/** The second layer fails in one pass, when the first has taken the tokens in. */
function failIn(pass: number, error: Error): void {
  const [, second] = [...model.decoderLayers] as { forward(...given: unknown[]): unknown }[];
  const forward = second!.forward.bind(second);
  let passes = 0;
  vi.spyOn(second!, "forward").mockImplementation((...given) => {
    if (++passes === pass) throw error;
    return forward(...given);
  });
}

test("nothing goes on from a pass that failed half-way", async () => {
  const prompt = [1, 2, 3, 4];
  const whole = await alone(prompt, 6);
  using batch = new GenerationBatch(model);
  failIn(4, new Error("half-way"));
  const begun: number[] = [];
  const broken = (async () => {
    for await (const { id } of batch.submit(prompt, { maxNewTokens: 6 })) begun.push(id);
  })();
  await expect(broken).rejects.toThrow("half-way");
  expect(begun).toEqual(whole.slice(0, 3));
  const next = [...prompt, ...begun, 5];
  const again = batch.submit(next, { maxNewTokens: 6 });
  expect(await idsOf(again)).toEqual(await alone(next, 6));
  expect(again.cachedTokens).toBe(prompt.length + 2); // those of the passes before
});

test("where memory ends the last to come makes room, and all become what they become alone", async () => {
  using batch = new GenerationBatch(model);
  const prompts = [
    [1, 2, 3],
    [7, 5],
  ];
  const expected = [];
  for (const prompt of prompts) expected.push(await alone(prompt, 8));
  failIn(3, new OutOfMemoryError("full"));
  const together = prompts.map((prompt) => idsOf(batch.submit(prompt, { maxNewTokens: 8 })));
  expect(await Promise.all(together)).toEqual(expected);
});

test("where there is nothing to free the request is told", async () => {
  using batch = new GenerationBatch(model, { prefixCacheBytes: 0 });
  failIn(2, new OutOfMemoryError("full"));
  await expect(idsOf(batch.submit([1, 2, 3], { maxNewTokens: 8 }))).rejects.toThrow("full");
});
