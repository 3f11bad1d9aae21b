import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { BatchedRequest } from "../../src/generation/batch/batched-request.ts";
import { GenerationBatch } from "../../src/generation/batch/generation-batch.ts";
import { generateIds } from "../../src/generation/generate-ids.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import { Gpt } from "../../src/models/families/gpt.ts";
import type { Decoder } from "../../src/models/roles.ts";
import type { Module } from "../../src/module/module.ts";
import { expectNothingHeld, idsOf, wideGpt, widened } from "./wide-gpt.ts";

const vocabSize = 13;
let model: Gpt;

beforeAll(() => {
  model = wideGpt({ vocabSize, contextLength: 256 });
});

afterEach(() => {
  vi.restoreAllMocks();
});
expectNothingHeld();

const prompt = (tokens: number, from = 0) =>
  Array.from({ length: tokens }, (_, i) => (from + i * i) % vocabSize);

const alone = async (of: Decoder, ids: readonly number[], maxNewTokens: number) =>
  (await generateIds(of, { ids: [ids] }, { maxNewTokens }))[0]!.slice(ids.length);

/** Tokens that the model computes. */
function countTokens(of: Decoder): { tokens: number } {
  const count = { tokens: 0 };
  const forward = of.forward.bind(of);
  vi.spyOn(of, "forward").mockImplementation((ids, options) => {
    count.tokens += ids.size;
    return forward(ids, options);
  });
  return count;
}

describe("a prompt that begins as what was there before", () => {
  test("is computed from there on: the next turn of a conversation", async () => {
    using batch = new GenerationBatch(model);
    const first = prompt(100);
    const answer = await idsOf(batch.submit(first, { maxNewTokens: 10 }));
    const second = [...first, ...answer, 1, 2, 3];
    const count = countTokens(model);
    const request = batch.submit(second, { maxNewTokens: 5 });
    const ids = await idsOf(request);
    expect([request.promptTokens, request.cachedTokens]).toEqual([113, 109]);
    expect(count.tokens).toBe(4 + 4); // the last answer's token and three new ones; four of the answer
    vi.restoreAllMocks();
    expect(ids).toEqual(await alone(model, second, 5));
  });

  test("leaves what the other has: another end to the same beginning, and the first again", async () => {
    using batch = new GenerationBatch(model);
    const first = prompt(70);
    const expected = await idsOf(batch.submit(first, { maxNewTokens: 6 }));
    const other = [...first.slice(0, 40), 5, 5];
    const branch = batch.submit(other, { maxNewTokens: 6 });
    expect(await idsOf(branch)).toEqual(await alone(model, other, 6));
    expect(branch.cachedTokens).toBe(40);
    const again = batch.submit(first, { maxNewTokens: 6 });
    expect(await idsOf(again)).toEqual(expected);
    expect(again.cachedTokens).toBe(69);
  });

  test("waits for one of the same moment, and is not computed twice", async () => {
    using batch = new GenerationBatch(model);
    const count = countTokens(model);
    const requests = [1, 2, 3].map((seed) =>
      batch.submit(prompt(90), { maxNewTokens: 4, doSample: true, seed }),
    );
    const all = await Promise.all(requests.map(idsOf));
    expect(requests.map(({ cachedTokens }) => cachedTokens)).toEqual([0, 89, 89]);
    expect(count.tokens).toBe(90 + 3 + 2 * (1 + 3));
    vi.restoreAllMocks();
    for (const [i, ids] of all.entries())
      expect(ids).toEqual(
        (
          await generateIds(
            model,
            { ids: [prompt(90)] },
            { maxNewTokens: 4, doSample: true, seed: i + 1 },
          )
        )[0]!.slice(90),
      );
  });

  test("cancelled answers serve too", async () => {
    using batch = new GenerationBatch(model);
    for await (const _ of batch.submit(prompt(50), { maxNewTokens: 90 })) break;
    const request = batch.submit([...prompt(50), 1], { maxNewTokens: 1 });
    await request.finishReason;
    expect(request.cachedTokens).toBeGreaterThanOrEqual(50);
  });

  test("is computed whole with other weights", async () => {
    const own = widened(new Gpt({ vocabSize, contextLength: 64, layers: 1, heads: 2, dModel: 8 }));
    {
      using batch = new GenerationBatch(own);
      await idsOf(batch.submit(prompt(20), { maxNewTokens: 2 }));
      const [weight] = own.parameters();
      weight!.storage.upload(new Float32Array(weight!.size).fill(0.1));
      const request = batch.submit(prompt(20), { maxNewTokens: 3 });
      expect(await idsOf(request)).toEqual(await alone(own, prompt(20), 3));
      expect(request.cachedTokens).toBe(0);
    }
    own.dispose();
  });

  test("is no beginning for others where weights changed under it", async () => {
    const own = widened(new Gpt({ vocabSize, contextLength: 64, layers: 1, heads: 2, dModel: 8 }));
    {
      using batch = new GenerationBatch(own);
      let tokens = 0;
      let beside: BatchedRequest | undefined;
      for await (const _ of batch.submit(prompt(20), { maxNewTokens: 8 })) {
        if (++tokens !== 3) continue;
        const [weight] = own.parameters();
        weight!.storage.upload(new Float32Array(weight!.size).fill(0.1));
        beside = batch.submit(prompt(20), { maxNewTokens: 3 }); // while the other one runs
      }
      expect(tokens).toBe(8); // it runs on
      expect(await idsOf(beside!)).toEqual(await alone(own, prompt(20), 3));
      expect(beside!.cachedTokens).toBe(0);
      const request = batch.submit(prompt(20), { maxNewTokens: 3 });
      expect(await idsOf(request)).toEqual(await alone(own, prompt(20), 3));
      expect(request.cachedTokens).toBe(0);
    }
    own.dispose();
  });

  test("is found among no more than the bytes that may be kept, the latest used", async () => {
    const rowBytes = 2 * 2 * 4 * 16; // layers, keys and values, floats, width
    const prefixCacheBytes = 2 * 64 * rowBytes;
    using batch = new GenerationBatch(model, { prefixCacheBytes });
    const cached = async (from: number) => {
      const request = batch.submit(prompt(50, from), { maxNewTokens: 2 });
      await idsOf(request);
      expect(batch.prefixCacheBytes).toBeLessThanOrEqual(prefixCacheBytes);
      return request.cachedTokens;
    };
    expect([await cached(0), await cached(1), await cached(0), await cached(2)]).toEqual([
      ...[0, 0, 49, 0],
    ]);
    expect([await cached(0), await cached(1)]).toEqual([49, 0]);
    using none = new GenerationBatch(model, { prefixCacheBytes: 0 });
    await idsOf(none.submit(prompt(50), { maxNewTokens: 2 }));
    expect(none.prefixCacheBytes).toBe(0);
  });

  test("of windows, whose first tokens are gone: the next turn alone", async () => {
    const windowed = widened(
      modelFromConfig({
        ...{ model_type: "mistral", architectures: ["MistralForCausalLM"], vocab_size: vocabSize },
        ...{ hidden_size: 16, intermediate_size: 32, num_hidden_layers: 2, sliding_window: 5 },
        ...{ num_attention_heads: 2, num_key_value_heads: 1, max_position_embeddings: 256 },
      }) as Decoder & Module,
    );
    {
      using batch = new GenerationBatch(windowed);
      const answer = await idsOf(batch.submit(prompt(90), { maxNewTokens: 20 }));
      const second = [...prompt(90), ...answer, 3];
      const next = batch.submit(second, { maxNewTokens: 5 });
      expect(await idsOf(next)).toEqual(await alone(windowed, second, 5));
      expect(next.cachedTokens).toBe(109);
      const branch = batch.submit([...prompt(60), 1], { maxNewTokens: 5 });
      expect(await idsOf(branch)).toEqual(await alone(windowed, [...prompt(60), 1], 5));
      expect(branch.cachedTokens).toBe(0);
    }
    windowed.dispose();
  });
});

test("long prompts are computed in parts beside those that go on, and texts beyond the context", async () => {
  const short = widened(new Gpt({ vocabSize, contextLength: 24, layers: 1, heads: 2, dModel: 8 }));
  {
    using batch = new GenerationBatch(model);
    const going = batch.submit([1, 2], { maxNewTokens: 30 });
    for await (const _ of going) break;
    using other = new GenerationBatch(short, { maxContext: 60 });
    const lengths = [130, 65, 200, 3];
    const all = [
      ...lengths.map((n) => idsOf(batch.submit(prompt(n, n), { maxNewTokens: 12 }))),
      ...[20, 22].map((n) => idsOf(other.submit(prompt(n, n), { maxNewTokens: 12 }))),
    ];
    const expected = [
      ...(await Promise.all(lengths.map((n) => alone(model, prompt(n, n), 12)))),
      ...(await Promise.all([20, 22].map((n) => alone(short, prompt(n, n), 12)))),
    ];
    expect(await Promise.all(all)).toEqual(expected);
  }
  short.dispose();
});
