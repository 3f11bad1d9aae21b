import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { generateIds } from "../src/generation/generate-ids.ts";
import { generationOptions } from "../src/generation/generation-config.ts";
import { logitsProcessors } from "../src/generation/processors/processors-of.ts";
import type { ConditionalGeneration } from "../src/models/heads/conditional-generation.ts";
import { isDecoder } from "../src/models/roles.ts";
import { fromPretrained } from "../src/node/from-pretrained.ts";

const open = (name: string) =>
  fromPretrained(fileURLToPath(new URL(`families/golden/${name}`, import.meta.url)));

/** Which ids may still come, of eight. */
function allowed(ids: readonly number[], given: object, begun = 1, longest = 9): readonly number[] {
  const logits = Float64Array.from({ length: 8 }, (_, i) => i);
  for (const process of logitsProcessors(given, { begun, longest, encoded: undefined }))
    process(logits, { ids, row: 0 });
  return [...logits.keys()].filter((id) => logits[id] !== -Infinity);
}
const all = [0, 1, 2, 3, 4, 5, 6, 7];

describe("what the processors leave, in Hugging Face's meaning", () => {
  test("no end before the least length, counted with or without the first tokens", () => {
    const eosTokenId = [6, 7];
    expect(allowed([0, 1], { eosTokenId, minLength: 3 })).toEqual([0, 1, 2, 3, 4, 5]);
    expect(allowed([0, 1, 1], { eosTokenId, minLength: 3 })).toEqual(all);
    expect(allowed([0, 1, 1], { eosTokenId, minNewTokens: 2 }, 2)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(allowed([0, 1, 1, 1], { eosTokenId, minNewTokens: 2 }, 2)).toEqual(all);
  });

  test("the first token of a sequence of one, the last of the longest, any of several ends", () => {
    expect(allowed([0], { forcedBosTokenId: 3 })).toEqual([3]);
    expect(allowed([0, 1], { forcedBosTokenId: 3 })).toEqual(all);
    expect(allowed([0, 1], { forcedBosTokenId: 3 }, 2)).toEqual(all);
    expect(allowed([0, 1], { forcedEosTokenId: [4, 2] }, 1, 3)).toEqual([2, 4]);
    expect(allowed([0, 1], { forcedEosTokenId: 4 }, 1, 4)).toEqual(all);
  });

  test("what is suppressed at the beginning comes behind a forced first token", () => {
    const beginSuppressTokens = [1, 2];
    expect(allowed([0], { beginSuppressTokens })).toEqual([0, 3, 4, 5, 6, 7]);
    expect(allowed([0, 5], { beginSuppressTokens })).toEqual(all);
    const forced = { beginSuppressTokens, forcedBosTokenId: 1 };
    expect(allowed([0], forced)).toEqual([1]);
    expect(allowed([0, 1], forced)).toEqual([0, 3, 4, 5, 6, 7]);
    expect(allowed([0, 1], forced, 2)).toEqual([0, 3, 4, 5, 6, 7]);
  });

  test("bad words: single ones but ends, runs that are shorter than what came", () => {
    const badWordsIds = [[7], [3], [5, 1], [2, 5, 4]];
    expect(allowed([5], { badWordsIds })).toEqual([0, 1, 2, 4, 5, 6]);
    expect(allowed([2, 5], { badWordsIds, eosTokenId: 7 })).toEqual([0, 2, 4, 5, 6, 7]);
    expect(allowed([0, 2, 5], { badWordsIds })).toEqual([0, 2, 5, 6]);
  });
});

test("fields of a generation_config.json are understood, without effect, or refused", () => {
  const given = { max_length: 9, forced_eos_token_id: [1, 2], bos_token_id: 3, num_beams: 1 };
  expect(generationOptions({ ...given, min_length: null, top_h: 0.4, low_memory: true })).toEqual({
    ...{ maxLength: 9, forcedEosTokenId: [1, 2], bosTokenId: 3, numBeams: 1, topH: 0.4 },
  });
  expect(generationOptions({ num_beam_groups: 1 })).toEqual({});
  expect(() => generationOptions({ constructor: 3 } as never)).toThrow(
    "constructor is 3, which is not understood",
  );
  for (const field of ["num_beam_groups", "penalty_alpha", "diversity_penalty", "dola_layers"])
    expect(() => generationOptions({ [field]: 3 })).toThrow(`${field} is 3, expected`);
});

test("prompts of a decoder with padding are masked where nothing else is said", async () => {
  const { model } = await open("llama");
  using decoder = model;
  if (!isDecoder(decoder)) throw new TypeError("expected a decoder");
  const ids = [
    [9, 4, 12, 7],
    [0, 0, 12, 7],
  ];
  const masked = { ids, attentionMask: ids.map((row) => row.map((id) => Math.min(id, 1))) };
  const settings = { maxNewTokens: 6, padTokenId: 0 };
  const expected = await generateIds(decoder, masked, settings);
  expect(await generateIds(decoder, { ids }, settings)).toEqual(expected);
  const shown = { ids, attentionMask: ids.map((row) => row.map(() => 1)) };
  expect(await generateIds(decoder, { ids }, { maxNewTokens: 6 })).toEqual(
    await generateIds(decoder, shown, settings),
  );
  await expect(generateIds(decoder, { ids, begun: [[1]] }, settings)).rejects.toThrow(
    "begun is given, and the model has no encoder",
  );
});

test("a folder without generation_config.json: config.json says how ids are generated", async () => {
  const folder = fileURLToPath(new URL("families/golden/marian/", import.meta.url));
  const config = JSON.parse(readFileSync(`${folder}config.json`, "utf8"));
  const old = { ...config, num_beams: 6, max_length: 12, bad_words_ids: [[58]] };
  const files = new Map([
    ["config.json", new TextEncoder().encode(JSON.stringify(old))],
    ["model.safetensors", new Uint8Array(readFileSync(`${folder}model.safetensors`))],
  ]);
  const { model, generationConfig } = await fromPretrained(files);
  using marian = model as ConditionalGeneration;
  expect(generationConfig).toMatchObject({ num_beams: 6, max_length: 12, pad_token_id: 1 });
  const options = generationOptions({ ...generationConfig, num_beams: 1 });
  const [row] = await generateIds(marian, { ids: [[7, 8, 9]] }, { ...options, eosTokenId: [] });
  expect(row).toHaveLength(12);
  expect(row![0]).toBe(config.decoder_start_token_id);
});
