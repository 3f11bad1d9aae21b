import { defaultDevice } from "@qkv/nn";
import { generateIds } from "@qkv/nn/generation";
import type OpenAI from "openai";
import { expect, test } from "vitest";
import { serverOf } from "./running-server.ts";
import { tinyModels } from "./tiny-models.ts";

const models = await tinyModels();

const messages = [
  { role: "system", content: "The sea was wide." },
  { role: "user", content: "And the whale?" },
] as const;
const model = "tiny";

/** What the model goes on with by itself. */
async function greedyText(max: number): Promise<string> {
  const { language } = models.language(model);
  const { ids } = language.chat.render([...messages]);
  const [sequence] = await generateIds(language.model, { ids: [[...ids]] }, { maxNewTokens: max });
  return language.decode(sequence!.slice(ids.length));
}

test("a chat is answered with what the model goes on with", async () => {
  const { client } = await serverOf(models);
  const answer = await client.chat.completions.create({
    ...{ model, messages: [...messages], temperature: 0, max_tokens: 24 },
  });
  expect(answer.object).toBe("chat.completion");
  expect(answer.choices[0]).toMatchObject({
    ...{ index: 0, finish_reason: "length", logprobs: null },
    message: { role: "assistant", content: await greedyText(24), refusal: null },
  });
  const { ids } = models.language(model).language.chat.render([...messages]);
  expect(answer.usage).toMatchObject({
    ...{ prompt_tokens: ids.length, completion_tokens: 24, total_tokens: ids.length + 24 },
  });
});

test("a stream brings the same text, an end for each answer, and what it took", async () => {
  const { client } = await serverOf(models);
  const stream = await client.chat.completions.create({
    ...{ model, messages: [...messages], temperature: 0, max_tokens: 24, n: 2 },
    ...{ stream: true, stream_options: { include_usage: true } },
  });
  const texts = ["", ""];
  const ends: string[] = [];
  const roles: unknown[] = [];
  let usage: OpenAI.CompletionUsage | null | undefined;
  const ids = new Set<string>();
  for await (const chunk of stream) {
    ids.add(chunk.id);
    expect(usage ?? null, "nothing follows on the usage").toBe(null);
    usage = chunk.usage;
    for (const { index, delta, finish_reason: reason } of chunk.choices) {
      if (delta.role) roles.push(delta.role);
      texts[index] += delta.content ?? "";
      if (reason) ends.push(reason);
      else expect(reason).toBe(null);
    }
  }
  const expected = await greedyText(24);
  expect(texts).toEqual([expected, expected]);
  expect([roles, ends, ids.size]).toEqual([["assistant", "assistant"], ["length", "length"], 1]);
  expect(usage).toMatchObject({ completion_tokens: 48 });
});

test("a client that leaves frees its slot, and the memory", async () => {
  const { client } = await serverOf(models);
  const { batch } = models.language(model);
  const before = defaultDevice().memory().bytes;
  const stream = await client.chat.completions.create({
    ...{ model, messages: [...messages], temperature: 0, stream: true },
  });
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
  await expect.poll(() => batch.running).toBe(0);
  expect(defaultDevice().memory().bytes - before).toBeLessThanOrEqual(2 ** 20);
});

test("models are listed and told one by one", async () => {
  const { client } = await serverOf(models);
  const listed = await client.models.list();
  expect(listed.data.map(({ id, object }) => [id, object])).toEqual([["tiny", "model"]]);
  expect(await client.models.retrieve("tiny")).toMatchObject({ id: "tiny", owned_by: "qkv" });
  await expect(client.models.retrieve("tinny")).rejects.toThrow(
    /404 there is no model "tinny"; the nearest is tiny/,
  );
});
