import { OutOfMemoryError } from "@qkv/core-wasm/contract";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { defaultDevice } from "../../src/device/default-device.ts";
import type { BatchedRequest } from "../../src/generation/batch/batched-request.ts";
import { GenerationBatch } from "../../src/generation/batch/generation-batch.ts";
import { generateIds } from "../../src/generation/generate-ids.ts";
import { Gpt } from "../../src/models/families/gpt.ts";
import { Generator } from "../../src/random/generator.ts";

let model: Gpt;
let held: unknown;

beforeAll(() => {
  const wide = new Generator(1);
  model = new Gpt({ vocabSize: 13, contextLength: 64, layers: 2, heads: 2, dModel: 16 });
  for (const parameter of model.parameters())
    parameter.device.backend.upload(
      parameter.storage.buffer,
      Float32Array.from(wide.normal(parameter.size, 0, 0.4)),
    );
  model.eval();
});

afterEach(() => {
  vi.restoreAllMocks();
  const { buffers, bytes } = defaultDevice().memory();
  held ??= { buffers, bytes };
  expect({ buffers, bytes }).toEqual(held);
});

async function idsOf(request: BatchedRequest): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of request) ids.push(id);
  return ids;
}

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
