import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { manualSeed, tensor } from "@qkv/nn";
import { isEncoder, modelFromConfig } from "@qkv/nn/models";
import { writeFileSafely } from "@qkv/nn/node";
import { fromPretrained, pretrainedFiles } from "@qkv/nn/pretrained";
import { trainTokenizer } from "@qkv/nn/tokenizers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServedModels } from "../../src/serve/answers/served-models.ts";
import { newFolder } from "../run-qkv.ts";
import { modelsIn, serverOf } from "./running-server.ts";
import { tinyChatModel } from "./tiny-model.ts";

const folder = newFolder();
const path = join(folder, "sentences");
let models: ServedModels;

beforeAll(async () => {
  const text = "the whale swam on and the ship went after it";
  const tokenizer = await trainTokenizer("wordpiece", [text], { vocabSize: 60 });
  manualSeed(3);
  const model = modelFromConfig({
    ...{
      model_type: "bert",
      vocab_size: tokenizer.vocabSize,
      hidden_size: 16,
      num_hidden_layers: 1,
    },
    ...{ num_attention_heads: 2, intermediate_size: 32, max_position_embeddings: 24 },
    architectures: ["BertModel"],
  });
  const json = (value: object): Uint8Array => Buffer.from(JSON.stringify(value));
  const tokenizerFiles = new Map([
    ["tokenizer.json", json(tokenizer.toJSON())],
    ["tokenizer_config.json", json({ pad_token: "[PAD]" })],
  ]);
  mkdirSync(join(path, "1_Pooling"), { recursive: true });
  for (const [name, contents] of await pretrainedFiles({ model, tokenizerFiles }))
    await writeFileSafely(join(path, name), contents);
  const module = (idx: number, kind: string, at: string) => ({
    ...{ idx, name: String(idx), path: at, type: `sentence_transformers.models.${kind}` },
  });
  const modules = [
    module(0, "Transformer", ""),
    module(1, "Pooling", "1_Pooling"),
    module(2, "Normalize", "2_Normalize"),
  ];
  writeFileSync(join(path, "modules.json"), JSON.stringify(modules));
  writeFileSync(
    join(path, "1_Pooling", "config.json"),
    JSON.stringify({ word_embedding_dimension: 16, pooling_mode_mean_tokens: true }),
  );
  model.dispose();
  models = await modelsIn([path]);
});
afterAll(() => {
  models[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

const texts = ["the whale swam", "the ship went after the whale and on"];

/** What the model gives of a text alone. */
async function expectedOf(text: string): Promise<readonly number[]> {
  const { model, tokenizer } = await fromPretrained(path);
  if (!isEncoder(model)) throw new Error("expected an encoder");
  const ids = tokenizer!.encode(text);
  const given = model.forwardNamed({ input_ids: tensor(ids, { shape: [1, ids.length] }) });
  const values = [...(await given.sentence_embedding!.data())];
  model.dispose();
  return values;
}

test("vectors are the model's, in base64 as the client asks by itself, and as numbers", async () => {
  const { client, post } = await serverOf(models);
  const answer = await client.embeddings.create({ model: "sentences", input: texts });
  expect(answer.data.map(({ index, object }) => [index, object])).toEqual([
    [0, "embedding"],
    [1, "embedding"],
  ]);
  for (const [i, text] of texts.entries()) {
    const expected = await expectedOf(text);
    expect(answer.data[i]!.embedding).toHaveLength(16);
    for (const [j, value] of answer.data[i]!.embedding.entries())
      expect(value).toBeCloseTo(expected[j]!, 5);
  }
  const { tokenizer } = await fromPretrained(path);
  const lengths = texts.map((text) => tokenizer!.encode(text).length);
  expect(answer.usage).toEqual({
    prompt_tokens: lengths[0]! + lengths[1]!,
    total_tokens: lengths[0]! + lengths[1]!,
  });
  const asked = { model: "sentences", input: texts };
  const numbers = (await (
    await post("/v1/embeddings", { ...asked, encoding_format: "float" })
  ).json()) as typeof answer;
  expect(numbers.data.map(({ embedding }) => embedding.map(Math.fround))).toEqual(
    answer.data.map(({ embedding }) => embedding.map(Math.fround)),
  );
});

test("ids are those of the model's own tokens", async () => {
  const { client } = await serverOf(models);
  const { tokenizer } = await fromPretrained(path);
  const input = [...tokenizer!.encode(texts[1]!)];
  const answer = await client.embeddings.create({ model: "sentences", input });
  const expected = await expectedOf(texts[1]!);
  for (const [j, value] of answer.data[0]!.embedding.entries())
    expect(value).toBeCloseTo(expected[j]!, 5);
  expect(answer.usage.prompt_tokens).toBe(input.length);
});

test("a decoder gives vectors of length one", async () => {
  using decoders = await modelsIn([await tinyChatModel(folder)]);
  const { client } = await serverOf(decoders);
  const [one] = (await client.embeddings.create({ model: "tiny", input: texts[0]! })).data;
  expect(Math.hypot(...one!.embedding)).toBeCloseTo(1, 5);
});

test("requests that come together are all answered", async () => {
  const { client } = await serverOf(models);
  const one = (await client.embeddings.create({ model: "sentences", input: texts[0]! })).data[0]!
    .embedding;
  const all = await Promise.all(
    Array.from({ length: 12 }, () =>
      client.embeddings.create({ model: "sentences", input: texts[0]! }),
    ),
  );
  for (const { data } of all) expect(data[0]!.embedding).toEqual(one);
});

test("an encoder goes on with no text, and says so; other widths and too long texts are refused", async () => {
  const { post } = await serverOf(models);
  const refused = async (route: string, body: object) => {
    const response = await post(route, { model: "sentences", ...body });
    const { error } = (await response.json()) as { error: { message: string } };
    return [response.status, error.message] as const;
  };
  const [status, message] = await refused("/v1/completions", { prompt: "x" });
  expect([status, message]).toEqual([
    400,
    expect.stringContaining("is no decoder: it gives embeddings"),
  ]);
  expect((await refused("/v1/embeddings", { input: "whale", dimensions: 8 }))[1]).toContain(
    "dimensions is 8, and sentences gives 16",
  );
  expect((await refused("/v1/embeddings", { input: "whale ".repeat(50) }))[0]).toBe(400);
  expect((await refused("/v1/embeddings", { input: [] }))[0]).toBe(400);
});
