import { beforeAll, describe, expect, test } from "vitest";
import { defaultDevice } from "../src/device/default-device.ts";
import { generate, generateStream } from "../src/generation/generate.ts";
import { StopStrings } from "../src/generation/stop-strings.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { Generator } from "../src/random/generator.ts";
import { CharacterTokenizer } from "../src/tokenizers/character-tokenizer.ts";
import { StreamingDecoder } from "../src/tokenizers/streaming-decoder.ts";
import type { Tokenizer } from "../src/tokenizers/tokenizer.ts";

const tokenizer = CharacterTokenizer.train("abcdefgh \n");
const wide = new Generator(4);
let model: Gpt;

beforeAll(() => {
  const { vocabSize } = tokenizer;
  model = new Gpt({ vocabSize, contextLength: 24, layers: 2, heads: 2, dModel: 16 });
  for (const parameter of model.parameters()) {
    const values = Float32Array.from(wide.normal(parameter.size, 0, 0.5)); // far from uniform choices
    parameter.device.backend.upload(parameter.storage.buffer, values);
  }
});

describe("the same sentence", () => {
  const options = [
    { temperature: 0 },
    { temperature: 0.8, seed: 3 },
    { temperature: 1.2, topK: 4, seed: 9 },
    { topP: 0.8, minP: 0.05, repetitionPenalty: 1.3, seed: 1 },
  ];
  test.each(options)("with the cache as without it, past the context too: %j", async (option) => {
    const of = (useCache: boolean) =>
      generate(model, tokenizer, "abc", { ...option, maxNewTokens: 40, useCache });
    const [cached, plain] = [await of(true), await of(false)];
    expect(cached).toEqual(plain);
    expect(cached.ids).toHaveLength(40);
  });

  test("streamed as at once, for the same seed only", async () => {
    let text = "";
    const ids: number[] = [];
    for await (const token of generateStream(model, tokenizer, "abc", {
      seed: 5,
      maxNewTokens: 30,
    })) {
      text += token.text;
      ids.push(token.id);
    }
    const whole = await generate(model, tokenizer, "abc", { seed: 5, maxNewTokens: 30 });
    expect(whole).toEqual({ text, ids, finishReason: "length" });
    expect((await generate(model, tokenizer, "abc", { seed: 6, maxNewTokens: 30 })).text).not.toBe(
      text,
    );
  });
});

test("a stop string ends the text before it and never shows in the stream", async () => {
  const whole = await generate(model, tokenizer, "a", { seed: 2, maxNewTokens: 40 });
  const stop = whole.text.slice(10, 13);
  const stream = generateStream(model, tokenizer, "a", {
    seed: 2,
    maxNewTokens: 40,
    stop: [stop, "zzz"],
  });
  let text = "";
  for (let next = await stream.next(); ; next = await stream.next()) {
    if (next.done) {
      expect(next.value.finishReason).toBe("stop");
      expect(next.value.text).toBe(text);
      break;
    }
    text += next.value.text;
  }
  expect(text).toBe(whole.text.slice(0, whole.text.indexOf(stop)));
});

test("text that may begin a stop string is held back", () => {
  const stops = new StopStrings(["</s>", "\n\n"]);
  const pieces = ["abc", "</", "t", "<", "/", "s", ">x"].map((piece) => stops.add(piece));
  expect(pieces.map(({ sure }) => sure)).toEqual(["abc", "", "</t", "", "", "", ""]);
  expect(pieces.map(({ stopped }) => stopped).indexOf(true)).toBe(6);
  expect(new StopStrings(["bcd", "cx"]).add("abcx")).toEqual({ sure: "ab", stopped: true });
  expect(new StopStrings([]).add("abc")).toEqual({ sure: "abc", stopped: false });
  expect(() => new StopStrings([""])).toThrow("empty");
});

test("what a token costs does not hang on how many came before", async () => {
  let [decoded, most] = [0, 0];
  const counting: Tokenizer = {
    vocabSize: tokenizer.vocabSize,
    encode: (text) => tokenizer.encode(text),
    decode(ids) {
      decoded += ids.length;
      most = Math.max(most, ids.length);
      return tokenizer.decode(ids);
    },
    toJSON: () => tokenizer.toJSON(),
  };
  const options = { maxNewTokens: 300, stop: ["zz", "a\n\n\n"], useCache: false };
  const { text } = await generate(model, counting, "a", options);
  expect(text).toHaveLength(300);
  expect(decoded).toBeLessThan(300 * 5); // and all of them once, at the end
  expect(most).toBe(301); // the prompt's token too: what follows hangs on it
});

test("tokens that are bytes of a character, or words with a space between, stream as they decode", async () => {
  const letters = "ab é😀".repeat(3);
  const bytes = new TextEncoder().encode(letters);
  const byBytes = new StreamingDecoder((ids) => new TextDecoder().decode(Uint8Array.from(ids)));
  const pieces = [...bytes].map((byte) => byBytes.add(byte));
  expect(pieces.join("")).toBe(letters);
  expect(pieces.slice(0, 9)).toEqual(["a", "b", " ", "", "é", "", "", "", "😀"]);
  const words = ["the", "cat", "sat"];
  const byWords = new StreamingDecoder((ids) => Array.from(ids, (id) => words[id]).join(" "));
  expect([0, 1, 2, 0].map((id) => byWords.add(id))).toEqual(["the", " cat", " sat", " the"]);
});

test("bytes that are no text are not waited for without end", () => {
  const growing = new StreamingDecoder((ids) => new TextDecoder().decode(Uint8Array.from(ids)));
  const text = Array.from({ length: 64 }, () => growing.add(0xff)).join("");
  expect(text).toBe("\ufffd".repeat(64));
});

test("an aborted generation rejects with the reason and frees everything", async () => {
  const before = defaultDevice().memory().buffers;
  const controller = new AbortController();
  const run = async () => {
    let count = 0;
    const options = { maxNewTokens: 100, signal: controller.signal };
    for await (const _ of generateStream(model, tokenizer, "a", options))
      if (++count === 5) controller.abort(new Error("enough"));
  };
  await expect(run()).rejects.toThrow("enough");
  expect(defaultDevice().memory().buffers).toBe(before);
});

test("a stream left early frees its cache and restores the mode", async () => {
  const before = defaultDevice().memory().buffers;
  model.train();
  for await (const _ of generateStream(model, tokenizer, "a", {})) break;
  expect(model.training).toBe(true);
  expect(defaultDevice().memory().buffers).toBe(before);
});

test("refuses what it cannot do, by name", async () => {
  await expect(generate(model, tokenizer, "")).rejects.toThrow("prompt is empty");
  await expect(generate(model, tokenizer, "xyz")).rejects.toThrow("x");
  await expect(generate(model, tokenizer, "a", { maxNewTokens: 0 })).rejects.toThrow(
    "maxNewTokens is 0",
  );
  await expect(generate(model, tokenizer, "a", { beams: 4 } as never)).rejects.toThrow("beams");
  await expect(generate(model, tokenizer, "a", { topP: 1.5 })).rejects.toThrow("topP");
});

test("ends before a token that ends texts, with what a stop string had held back", async () => {
  const free = await generate(model, tokenizer, "abc", { temperature: 0, maxNewTokens: 8 });
  const eosTokenId = free.ids[3]!;
  const end = free.ids.indexOf(eosTokenId);
  const text = tokenizer.decode(free.ids.slice(0, end));
  const held = { stop: [`${text}never`] };
  const options = { temperature: 0, maxNewTokens: 8, eosTokenId, ...held };
  const ended = await generate(model, tokenizer, "abc", options);
  expect(ended).toEqual({ text, ids: free.ids.slice(0, end), finishReason: "stop" });
});

test("the text goes on from the prompt: a space before its first word stays", async () => {
  const words = ["a", "b", "c", "d", "e", "f", "g", "h", " ", "\n"];
  /** As SentencePiece: each token is a word with a space before it, but for the first of a text. */
  const spaced: Tokenizer = {
    vocabSize: words.length,
    encode: (text) => Int32Array.from(text.split(" "), (word) => words.indexOf(word)),
    decode: (ids) => Array.from(ids, (id) => words[id]).join(" "),
    toJSON: () => ({}),
  };
  const { text, ids } = await generate(model, spaced, "a b", { temperature: 0, maxNewTokens: 3 });
  expect(text).toBe(` ${spaced.decode(ids)}`);
});
