import { beforeAll, describe, expect, test } from "vitest";
import { defaultDevice } from "../../src/device/default-device.ts";
import { generate, generateStream } from "../../src/generation/generate.ts";
import type { GenerateIdsOptions } from "../../src/generation/generate-ids-options.ts";
import { generateIdsSettings } from "../../src/generation/generate-ids-options.ts";
import { greedyDecode } from "../../src/generation/greedy-decode.ts";
import { probabilities } from "../../src/generation/processors/probabilities.ts";
import { processedBy, processorsOf } from "../../src/generation/processors/processors-of.ts";
import { drawnApart } from "../../src/generation/search/choose.ts";
import { Seq2Seq } from "../../src/models/encoder-decoder/seq2seq.ts";
import { Gpt } from "../../src/models/families/gpt.ts";
import { Generator } from "../../src/random/generator.ts";

const vocabSize = 11;
let model: Gpt;
let other: Gpt;

function gpt(seed: number): Gpt {
  const wide = new Generator(seed);
  const made = new Gpt({ vocabSize, contextLength: 32, layers: 2, heads: 2, dModel: 16 });
  for (const parameter of made.parameters())
    parameter.device.backend.upload(
      parameter.storage.buffer,
      Float32Array.from(wide.normal(parameter.size, 0, 0.4)),
    );
  return made.eval();
}

beforeAll(() => {
  model = gpt(1);
  other = gpt(2);
});

const ids = [
  [1, 2, 3, 4, 5],
  [0, 0, 7, 8, 9],
];
const attentionMask = [
  [1, 1, 1, 1, 1],
  [0, 0, 1, 1, 1],
];
const sequencesOf = async (prompts: object, options: GenerateIdsOptions) =>
  (await generate(model, prompts, { maxNewTokens: 12, padTokenId: 0, ...options })).sequences;

describe("a row's text depends on its own prompt, options and seed", () => {
  test.each<GenerateIdsOptions>([
    {},
    { doSample: true, seed: [3, 4] },
    { doSample: true, temperature: 2, numReturnSequences: 2, seed: [5, 9] },
    { numBeams: 3, numReturnSequences: 2 },
    { doSample: true, numBeams: 2, seed: [1, 2] },
    { promptLookupNumTokens: 3 },
  ])("padded beside another as alone: %j", async ({ seed, ...options }) => {
    const seeds = seed as readonly number[] | undefined;
    const together = await sequencesOf(
      { ids, attentionMask },
      { ...options, ...(seeds && { seed }) },
    );
    const alone = [];
    for (const [row, own] of ids.entries()) {
      const shown = own.filter((_, i) => attentionMask[row]![i] === 1);
      const given = { ...options, ...(seeds && { seed: seeds[row]! }) };
      for (const found of await sequencesOf({ ids: [shown] }, given))
        alone.push([...own.slice(0, own.length - shown.length), ...found]);
    }
    expect(together).toEqual(alone);
  });

  test("the same seed gives equal prompts the same text, another one another", async () => {
    const twice = { ids: [ids[0]!, ids[0]!] };
    const [a, b] = await sequencesOf(twice, { doSample: true, temperature: 3 });
    expect(a).toEqual(b);
    const [c, d] = await sequencesOf(twice, { doSample: true, temperature: 3, seed: [0, 1] });
    expect(c).toEqual(a);
    expect(d).not.toEqual(a);
  });
});

describe("guesses change nothing", () => {
  test.each<GenerateIdsOptions>([
    {},
    { repetitionPenalty: 1.4, minNewTokens: 4, eosTokenId: [2, 6] },
    { noRepeatNgramSize: 2 },
  ])("of the likeliest tokens: %j", async (options) => {
    const prompts = { ids: [[1, 2, 3, 1, 2, 3, 1, 2]] };
    const plain = await sequencesOf(prompts, options);
    for (const guessing of [
      { promptLookupNumTokens: 4 },
      { promptLookupNumTokens: 2, maxMatchingNgramSize: 3 },
      { assistantModel: other, numAssistantTokens: 3 },
      { assistantModel: model, numAssistantTokens: 5 },
    ])
      expect(await sequencesOf(prompts, { ...options, ...guessing })).toEqual(plain);
  });

  test.each(["lookup", "assistant"])("of the distribution: %s", async (kind) => {
    const prompts = { ids: [[1, 2, 1]] };
    const drawn = { doSample: true, temperature: 1.5, topK: 0, maxNewTokens: 2 };
    const guessing =
      kind === "lookup"
        ? { promptLookupNumTokens: 1, maxMatchingNgramSize: 1 }
        : { assistantModel: other, numAssistantTokens: 2 };
    const counts = {
      plain: new Float64Array(vocabSize ** 2),
      guessed: new Float64Array(vocabSize ** 2),
    };
    const draws = 3000;
    for (const [way, options] of [
      ["plain", drawn],
      ["guessed", { ...drawn, ...guessing }],
    ] as const)
      for (const found of await sequencesOf(prompts, {
        ...options,
        numReturnSequences: draws,
        seed: 5,
      }))
        counts[way][found[3]! * vocabSize + found[4]!]!++;
    // Two samples of one distribution: Pearson's statistic over the pairs that came.
    let [statistic, cells] = [0, -1];
    for (const [i, a] of counts.plain.entries()) {
      const b = counts.guessed[i]!;
      if (a + b < 10) continue;
      statistic += (a - b) ** 2 / (a + b);
      cells++;
    }
    expect(cells).toBeGreaterThan(10);
    expect(statistic).toBeLessThan(cells + 4.5 * Math.sqrt(2 * cells));
  });
});

describe("drawn tokens are as frequent as their probabilities", () => {
  test.each<GenerateIdsOptions>([
    { temperature: 0.6 },
    { topK: 4 },
    { topP: 0.7 },
    { minP: 0.2 },
    { typicalP: 0.6 },
    { topH: 0.7 },
    { epsilonCutoff: 0.06 },
    { etaCutoff: 0.3 },
    { repetitionPenalty: 1.8, topK: 6, temperature: 1.4 },
  ])("%j", async (options) => {
    const draws = 4000;
    const given = { topK: 0, ...options, doSample: true, maxNewTokens: 1 };
    const { sequences, scores, logits } = await generate(
      model,
      { ids: [[1, 2, 3]] },
      { ...given, numReturnSequences: draws, seed: 11, outputScores: true, outputLogits: true },
    );
    const own = logits![0]![0]!.slice();
    const settings = generateIdsSettings("generate", given);
    const places = { begun: 3, longest: 4, encoded: undefined };
    processedBy(processorsOf(settings, places), settings)(own, { ids: [1, 2, 3], row: 0 });
    expect([...scores![0]![0]!]).toEqual([...own]);
    const expected = probabilities(own);
    const counts = new Float64Array(vocabSize);
    for (const found of sequences) counts[found[3]!]!++;
    let [statistic, freedom] = [0, -1];
    for (const [token, share] of expected.entries()) {
      if (share === 0) expect(counts[token]).toBe(0);
      else {
        statistic += (counts[token]! - draws * share) ** 2 / (draws * share);
        freedom++;
      }
    }
    expect(statistic).toBeLessThan(freedom + 4.5 * Math.sqrt(2 * Math.max(1, freedom)));
  });

  test("without replacement: first and second of all pairs", () => {
    const scores = Float64Array.from([0.5, 0.3, 0.2], Math.log);
    const generator = new Generator(3);
    const counts = new Map<string, number>();
    for (let i = 0; i < 4000; i++) {
      const pair = drawnApart(scores, 2, generator).join();
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    const share = (pair: string) => (counts.get(pair) ?? 0) / 4000;
    for (const [pair, expected] of [
      ["0,1", 0.3], // 0.5 * 0.3 / 0.5
      ["0,2", 0.2],
      ["1,0", (0.3 * 0.5) / 0.7],
      ["2,1", (0.2 * 0.3) / 0.8],
    ] as const)
      expect(Math.abs(share(pair) - expected)).toBeLessThan(0.03);
  });
});

describe("what callers add", () => {
  test("processors, criteria, allowed ids, names of a generation_config.json", async () => {
    const prompts = { ids: [[1, 2, 3]] };
    const only = await sequencesOf(prompts, {
      logitsProcessors: [(scores) => scores.fill(-Infinity, 0, 9)],
      stoppingCriteria: [({ ids: seen }) => seen.length === 7],
    });
    expect(only[0]).toHaveLength(7);
    expect(only[0]!.slice(3).every((id) => id >= 9)).toBe(true);
    const allowed = await sequencesOf(prompts, {
      prefixAllowedTokensFn: (_, seen) => [(seen.at(-1)! + 1) % vocabSize],
    });
    expect(allowed[0]!.slice(0, 8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const ours = await generate(model, prompts, { maxNewTokens: 3, noRepeatNgramSize: 1 });
    const theirs = await generate(model, prompts, { max_new_tokens: 3, no_repeat_ngram_size: 1 });
    expect(theirs).toEqual(ours);
  });

  test("tokens come one by one, beams at the end, and nothing is left behind", async () => {
    const before = defaultDevice().memory().buffers;
    const prompts = { ids: [[1, 2, 3]] };
    for (const options of [{}, { numBeams: 2 }, { promptLookupNumTokens: 2 }]) {
      const given = { maxNewTokens: 5, ...options };
      const streamed: number[] = [];
      for await (const { id } of generateStream(model, prompts, given)) streamed.push(id);
      expect([1, 2, 3, ...streamed]).toEqual((await generate(model, prompts, given)).sequences[0]);
      for await (const _ of generateStream(model, prompts, given)) break;
      const aborted = AbortSignal.abort(new Error("enough"));
      await expect(generate(model, prompts, { ...given, signal: aborted })).rejects.toThrow(
        "enough",
      );
    }
    expect(defaultDevice().memory().buffers).toBe(before);
  });

  test.each<readonly [object, string]>([
    [{ numBeams: 2, numReturnSequences: 3 }, "expected at most numBeams"],
    [{ numReturnSequences: 2 }, "without doSample or beams"],
    [{ stopStrings: ["a"] }, "without a tokenizer"],
    [{ numBeams: 2, guidanceScale: 2 }, "guidanceScale is 2 with beams"],
    [{ penalty_alpha: 0.6 }, "contrastive search"],
    [{ num_beam_groups: 2 }, "diverse beams"],
    [{ doSample: true, seed: [1, 2, 3] }, "seed has 3 numbers"],
    [{ maxNewTokns: 3 }, "did you mean maxNewTokens"],
    [{ max_nw_tokens: 3 }, "max_nw_tokens is 3, which is not understood"],
  ])("refused: %j", async (options, message) => {
    await expect(generate(model, { ids: [[1], [2]] }, options as never)).rejects.toThrow(message);
  });
});

test("an encoder-decoder without caches: the likeliest tokens are greedyDecode's, beams are no worse", async () => {
  const generator = new Generator(8);
  const sizes = { sourceVocabSize: 9, targetVocabSize: 9, dModel: 8, nhead: 2, dimFeedforward: 16 };
  const depth = { numEncoderLayers: 1, numDecoderLayers: 1, paddingIdx: 0 };
  using pairs = new Seq2Seq({ ...sizes, ...depth }, { generator }).eval();
  const sources = [[3, 4, 5], [6]];
  const greedy = await greedyDecode(pairs, sources, { beginIdx: 1, endIdx: 2, maxLength: 6 });
  const options = { decoderStartTokenId: 1, eosTokenId: 2, padTokenId: 0, maxNewTokens: 6 };
  const { sequences } = await generate(pairs, { ids: sources }, options);
  for (const [row, { ids: target }] of greedy.entries())
    expect(sequences[row]!.slice(1, 1 + target.length)).toEqual(target);
  const plain = { ...options, suppressTokens: [2], lengthPenalty: 0 };
  const best = async (numBeams: number) =>
    (await generate(pairs, { ids: [[3, 4, 5]] }, { ...plain, numBeams })).sequencesScores![0]!;
  expect(await best(8)).toBeGreaterThanOrEqual(await best(2));
});
