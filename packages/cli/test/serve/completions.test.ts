import { describe, expect, test } from "vitest";
import { begunWith } from "../../src/language-model/chat-form.ts";
import { serverOf } from "./running-server.ts";
import { tinyModels } from "./tiny-models.ts";

const models = await tinyModels();

const model = "tiny";
const prompt = "The whale swam on.";
const greedy = { model, prompt, temperature: 0, max_tokens: 12 };

describe("prompts", () => {
  test("of ids give what their text gives, several at once, each as often as is asked", async () => {
    const { client } = await serverOf(models);
    const { tokenizer } = models.language(model).language;
    const ids = [...begunWith(tokenizer, prompt)];
    const one = await client.completions.create(greedy);
    const many = await client.completions.create({ ...greedy, prompt: [ids, ids], n: 2 });
    expect(many.choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(many.choices.map(({ text }) => text)).toEqual(Array(4).fill(one.choices[0]!.text));
    expect(one.usage).toMatchObject({ prompt_tokens: ids.length, completion_tokens: 12 });
    expect(many.usage).toMatchObject({ prompt_tokens: 2 * ids.length, completion_tokens: 48 });
  });

  test("come first where echo is asked for, in a stream too", async () => {
    const { client } = await serverOf(models);
    const plain = (await client.completions.create(greedy)).choices[0]!.text;
    const echoed = await client.completions.create({ ...greedy, echo: true });
    expect(echoed.choices[0]!.text).toBe(prompt + plain);
    let streamed = "";
    for await (const { choices } of await client.completions.create({
      ...greedy,
      echo: true,
      stream: true,
    }))
      streamed += choices[0]?.text ?? "";
    expect(streamed).toBe(prompt + plain);
  });
});

describe("how tokens are chosen", () => {
  const drawn = { model, prompt, max_tokens: 16, temperature: 1 };
  const textOf = async (more: object): Promise<string> => {
    const { client } = await serverOf(models);
    return (await client.completions.create({ ...drawn, ...more })).choices[0]!.text;
  };

  test("a seed gives its text again, another one another, and each of n its own", async () => {
    const { client } = await serverOf(models);
    const [once, again, other] = [
      await textOf({ seed: 5 }),
      await textOf({ seed: 5 }),
      await textOf({ seed: 6 }),
    ];
    expect(again).toBe(once);
    expect(other).not.toBe(once);
    const { choices } = await client.completions.create({ ...drawn, seed: 5, n: 2 });
    expect(choices.map(({ text }) => text)).toEqual([once, other]);
    expect(await textOf({})).not.toBe(await textOf({}));
  });

  test("logit_bias brings a token, or keeps it away", async () => {
    const { tokenizer } = models.language(model).language;
    const [id] = tokenizer.encode("w", { addSpecialTokens: false });
    const only = await textOf({ logit_bias: { [id!]: 100 } });
    expect(only).toBe("w".repeat(16));
    const { client } = await serverOf(models);
    const free = await client.completions.create({ ...greedy, logprobs: 0 });
    const first = free.choices[0]!.logprobs!.tokens!.find((one) => !one.startsWith("bytes:"));
    const banned = tokenizer.encode(first!, { addSpecialTokens: false })[0]!;
    const without = await client.completions.create({
      ...greedy,
      logprobs: 0,
      logit_bias: { [banned]: -100 },
    });
    expect(without.choices[0]!.logprobs!.tokens).not.toContain(first);
  });

  test("a presence penalty lets no token come twice that others come close to, a negative one repeats", async () => {
    const distinct = (text: string): number =>
      new Set(models.language(model).language.tokenizer.encode(text)).size;
    const [few, many] = [
      await textOf({ temperature: 0, presence_penalty: -2, max_tokens: 40 }),
      await textOf({ temperature: 0, frequency_penalty: 2, presence_penalty: 2, max_tokens: 40 }),
    ];
    expect(distinct(many)).toBeGreaterThan(distinct(few));
  });

  test.each(["top_k", "top_p"])("%s of the likeliest alone is the likeliest", async (name) => {
    const likeliest = await textOf({ temperature: 0 });
    expect(await textOf({ [name]: name === "top_k" ? 1 : 0 })).toBe(likeliest);
  });
});

describe("stop", () => {
  test("ends a text before any of four, which no stream shows a part of", async () => {
    const { client } = await serverOf(models);
    const { text } = (await client.completions.create({ ...greedy, max_tokens: 40 })).choices[0]!;
    const stop = ["not there", text.slice(20, 26), text.slice(9, 14), "nor this"];
    const end = Math.min(...stop.map((one) => text.indexOf(one)).filter((at) => at >= 0));
    const whole = await client.completions.create({ ...greedy, max_tokens: 40, stop });
    expect(whole.choices[0]).toMatchObject({ text: text.slice(0, end), finish_reason: "stop" });
    let streamed = "";
    for await (const { choices } of await client.completions.create({
      ...greedy,
      max_tokens: 40,
      stop,
      stream: true,
    })) {
      streamed += choices[0]?.text ?? "";
      expect(text.slice(0, end).startsWith(streamed)).toBe(true);
    }
    expect(streamed).toBe(text.slice(0, end));
  });
});

describe("logprobs", () => {
  test("of a completion: tokens, offsets and the likeliest beside each", async () => {
    const { client } = await serverOf(models);
    const { text, logprobs } = (await client.completions.create({ ...greedy, logprobs: 3 }))
      .choices[0]!;
    const { tokens, token_logprobs: own, top_logprobs: top, text_offset: offsets } = logprobs!;
    expect([tokens!.length, own!.length, top!.length, offsets!.length]).toEqual([12, 12, 12, 12]);
    expect(offsets![0]).toBe(0);
    for (const [i, token] of tokens!.entries()) {
      const best = Math.max(...Object.values(top![i]!));
      expect(own![i], "greedy takes the likeliest").toBe(best);
      if (!token.startsWith("bytes:") && !text.includes("\ufffd"))
        expect(text.slice(offsets![i], offsets![i]! + token.length)).toBe(token);
    }
  });

  test("of a chat: bytes that make the text, in a stream as in a whole answer", async () => {
    const { client } = await serverOf(models);
    const asked = {
      ...{ model, messages: [{ role: "user" as const, content: "Where?" }], temperature: 0 },
      ...{ max_tokens: 20, logprobs: true, top_logprobs: 2 },
    };
    const whole = (await client.chat.completions.create(asked)).choices[0]!;
    const content = whole.logprobs!.content!;
    expect(content).toHaveLength(20);
    for (const { logprob, top_logprobs: top, bytes, token } of content) {
      expect(top).toHaveLength(2);
      expect(top[0]!.logprob).toBe(logprob);
      const written = Buffer.from(bytes!).toString();
      const shown = bytes!.map((one) => `\\x${one.toString(16).padStart(2, "0")}`).join("");
      expect(token).toBe(written.includes("\ufffd") ? `bytes:${shown}` : written);
    }
    const streamed = [];
    for await (const { choices } of await client.chat.completions.create({
      ...asked,
      stream: true,
    }))
      streamed.push(...(choices[0]?.logprobs?.content ?? []));
    expect(streamed.map(({ token }) => token)).toEqual(content.map(({ token }) => token));
    // What was computed of the prompt is not computed again, and may differ in its last bits.
    for (const [i, { logprob }] of streamed.entries())
      expect(logprob).toBeCloseTo(content[i]!.logprob, 4);
  });
});
