import { describe, expect, test } from "vitest";
import { serverOf } from "./running-server.ts";
import { tinyModels } from "./tiny-models.ts";

const models = await tinyModels({ plain: true, slots: 1, maxWaiting: 2, maxContext: 64 });

const messages = [{ role: "user", content: "Hi" }];
const chat = { model: "tiny", messages, max_tokens: 2 };
const completion = { model: "tiny", prompt: "Hi", max_tokens: 2 };
const tools = [{ type: "function", function: { name: "weather", parameters: { type: "object" } } }];

type Refusal = readonly [
  path: string,
  body: object,
  status: number,
  param: string | null,
  message: RegExp,
];
const [chats, completions] = ["/v1/chat/completions", "/v1/completions"];

const refusals: readonly Refusal[] = [
  [
    chats,
    { ...chat, model: undefined },
    400,
    "model",
    /model is missing, expected the name of a model/,
  ],
  [chats, { ...chat, model: "tny" }, 404, "model", /no model "tny"; the nearest is tiny/],
  [chats, { ...chat, messages: undefined }, 400, "messages", /messages is missing/],
  [chats, { ...chat, messages: [] }, 400, "messages", /at least one message/],
  [
    chats,
    { ...chat, messages: [{ role: "wizard", content: "" }] },
    400,
    "messages[0].role",
    /"wizard", expected system or developer/,
  ],
  [chats, { ...chat, messages: [{ role: "user" }] }, 400, "messages[0].content", /is missing/],
  [
    chats,
    { ...chat, messages: [{ role: "user", content: 5 }] },
    400,
    "messages[0].content",
    /is 5, expected text/,
  ],
  [
    chats,
    { ...chat, messages: [{ role: "user", content: [{ type: "image_url", image_url: {} }] }] },
    400,
    "messages[0].content[0].type",
    /"image_url", expected "text"/,
  ],
  [
    chats,
    { ...chat, messages: [{ ...messages[0], colour: 1 }] },
    400,
    "messages[0].colour",
    /unknown field messages\[0\]\.colour/,
  ],
  [
    chats,
    { ...chat, temperature: 3 },
    400,
    "temperature",
    /temperature is 3, expected a number from 0 to 2/,
  ],
  [
    chats,
    { ...chat, temprature: 1 },
    400,
    "temprature",
    /unknown field temprature; the nearest is temperature/,
  ],
  [chats, { ...chat, top_p: -1 }, 400, "top_p", /expected a number from 0 to 1/],
  [chats, { ...chat, n: 0 }, 400, "n", /expected an integer from 1/],
  [chats, { ...chat, n: 4 }, 400, "n", /asks for 4 answers, expected at most 3/],
  [chats, { ...chat, stop: ["a", "b", "c", "d", "e"] }, 400, "stop", /up to 4/],
  [chats, { ...chat, stop: [""] }, 400, "stop", /not empty/],
  [chats, { ...chat, max_completion_tokens: 3 }, 400, "max_tokens", /expected one of them/],
  [chats, { ...chat, logit_bias: { x: 1 } }, 400, "logit_bias", /numbers by ids/],
  [chats, { ...chat, logit_bias: { 999: 1 } }, 400, "logit_bias", /token 999, expected ids below/],
  [chats, { ...chat, top_logprobs: 2 }, 400, "top_logprobs", /without logprobs: true/],
  [chats, { ...chat, stream_options: {} }, 400, "stream_options", /without stream/],
  [
    chats,
    { ...chat, store: true },
    400,
    "store",
    /nothing is stored; expected it left out or false/,
  ],
  [chats, { ...chat, audio: {} }, 400, "audio", /answers are text/],
  [chats, { ...chat, reasoning_effort: "high" }, 400, "reasoning_effort", /not done here/],
  [chats, { ...chat, functions: [] }, 400, "functions", /given way to tools/],
  [
    chats,
    { ...chat, tools, tool_choice: { type: "function", function: { name: "fly" } } },
    400,
    "tool_choice.function.name",
    /names "fly", expected one of the tools: weather/,
  ],
  [chats, { ...chat, tool_choice: "auto" }, 400, "tool_choice", /without tools/],
  [chats, { ...chat, model: "plain", tools }, 400, "tools", /it has no chat template/],
  [
    chats,
    { ...chat, tools: [{ type: "function", function: { name: "a b" } }] },
    400,
    "tools[0].function.name",
    /letters, digits/,
  ],
  [
    chats,
    { ...chat, response_format: { type: "yaml" } },
    400,
    "response_format.type",
    /text or json_object or json_schema/,
  ],
  [completions, { ...completion, prompt: undefined }, 400, "prompt", /prompt is missing/],
  [completions, { ...completion, prompt: "" }, 400, null, /no tokens/],
  [
    completions,
    { ...completion, prompt: [] },
    400,
    "prompt",
    /expected a text, a list of token ids/,
  ],
  [
    completions,
    { ...completion, prompt: [1, 5000] },
    400,
    "prompt",
    /token 5000, expected ids below/,
  ],
  [completions, { ...completion, prompt: [1, -1] }, 400, "prompt", /expected a text/],
  [completions, { ...completion, suffix: "x" }, 400, "suffix", /not done here/],
  [completions, { ...completion, n: 3, best_of: 2 }, 400, "best_of", /n is 3, expected at least/],
  [completions, { ...completion, best_of: 2, stream: true }, 400, "best_of", /with stream/],
  [completions, { ...completion, best_of: 0 }, 400, "best_of", /from 1 to 128/],
  [completions, { ...completion, max_tokens: -1 }, 400, "max_tokens", /integer from 0/],
  [completions, { ...completion, logprobs: 6 }, 400, "logprobs", /from 0 to 5/],
  [completions, { ...completion, max_tokens: 100 }, 400, null, /expected at most 64 together/],
  [
    completions,
    { ...completion, prompt: "whale ".repeat(200) },
    400,
    null,
    /expected at most 64 together/,
  ],
  [
    "/v1/embeddings",
    { model: "tiny", input: ["x", 5] },
    400,
    "input",
    /expected a text, a list of token ids/,
  ],
];

test.each(refusals)(
  "%s %j is refused with %i for %s",
  async (path, body, status, param, message) => {
    const { post } = await serverOf(models);
    const response = await post(path, body);
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    expect([response.status, error.param], String(error.message)).toEqual([status, param]);
    expect(error.message).toMatch(message);
    expect(Object.keys(error).sort()).toEqual(["code", "message", "param", "type"]);
  },
);

test("what is known to change nothing is taken", async () => {
  const { post } = await serverOf(models);
  const harmless = {
    ...{
      user: "u",
      metadata: { a: "b" },
      safety_identifier: "s",
      prompt_cache_key: "k",
      store: false,
    },
    ...{
      service_tier: "auto",
      modalities: ["text"],
      tools: [],
      seed: null,
      response_format: { type: "text" },
    },
  };
  expect((await post(chats, { ...chat, ...harmless })).status).toBe(200);
});

test("an answer without a length has 16 tokens, or as many as there is room for", async () => {
  const { client } = await serverOf(models);
  const lengthOf = async (tokens: number) => {
    const prompt = Array.from({ length: tokens }, () => 70);
    return (
      await client.completions.create({
        model: "tiny",
        prompt,
        temperature: 0,
        logit_bias: { 71: 100 },
      })
    ).usage!.completion_tokens;
  };
  expect([await lengthOf(10), await lengthOf(60)]).toEqual([16, 4]);
});

test.each([0, -3, 2 ** 32, 2 ** 53 - 1, -(2 ** 53) + 1])("%i is a seed", async (seed) => {
  const { client } = await serverOf(models);
  const texts = [];
  for (let i = 0; i < 2; i++)
    texts.push(
      (await client.completions.create({ ...completion, seed, n: 2 })).choices.map(
        ({ text }) => text,
      ),
    );
  expect(texts[0]).toEqual(texts[1]);
});

describe("bodies", () => {
  const cases: readonly (readonly [string, BodyInit, string, number, string])[] = [
    ["no JSON", "{", "application/json", 400, "invalid_json"],
    ["empty", "", "application/json", 400, "invalid_json"],
    ["a list", "[]", "application/json", 400, "invalid_value"],
    [
      "broken UTF-8",
      new Uint8Array([0x22, 0xc3, 0x28, 0x22]),
      "application/json",
      400,
      "invalid_utf8",
    ],
    ["half a character", '{"model":"\\ud800"}', "application/json", 400, "invalid_utf8"],
    ["of another type", JSON.stringify(chat), "text/plain", 415, ""],
    [
      "too large",
      JSON.stringify({ ...chat, user: "x".repeat(2000) }),
      "application/json",
      413,
      "body_too_large",
    ],
  ];
  test.each(cases)("%s", async (_, body, type, status, code) => {
    const { fetch } = await serverOf(models, { bodyLimit: 1000 });
    const response = await fetch(chats, {
      method: "POST",
      headers: { "content-type": type },
      body,
    });
    const { error } = (await response.json()) as { error: { code: string | null } };
    expect([response.status, error.code ?? ""]).toEqual([status, code]);
  });
});

describe("paths and methods", () => {
  test.each([
    ["GET", "/v2", 404, null],
    ["GET", chats, 405, "POST"],
    ["DELETE", "/v1/models", 405, "GET"],
  ])("%s %s: %i", async (method, path, status, allow) => {
    const { fetch } = await serverOf(models);
    const response = await fetch(path, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([status, allow]);
    expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error" } });
  });
});

describe("who may ask", () => {
  test("with keys, those who bring one; health and the page need none", async () => {
    const { fetch, client } = await serverOf(models, { keys: ["first-key", "second-key"] });
    expect((await client.models.list()).data).toHaveLength(2);
    for (const authorization of [
      undefined,
      "Bearer nokey",
      "Bearer first-ke",
      "Basic first-key",
      "second-key",
    ])
      for (const path of ["/v1/models", "/metrics"]) {
        const response = await fetch(path, { headers: authorization ? { authorization } : {} });
        expect([response.status, response.headers.get("www-authenticate")]).toEqual([
          401,
          "Bearer",
        ]);
        const { error } = (await response.json()) as { error: { code: string; message: string } };
        expect(error.code).toBe("invalid_api_key");
        expect(error.message).not.toContain("nokey");
      }
    expect(
      (await fetch("/v1/models", { headers: { authorization: "Bearer second-key" } })).status,
    ).toBe(200);
    expect((await fetch("/health")).status).toBe(200);
    expect((await fetch("/")).status).toBe(200);
  });

  test("pages of another origin only where it is named", async () => {
    const { fetch, url } = await serverOf(models, { corsOrigins: ["https://good.example"] });
    const from = (origin: string, init: RequestInit = {}) =>
      fetch("/v1/models", { ...init, headers: { origin, ...init.headers } });
    expect((await from("https://evil.example")).status).toBe(403);
    expect((await from("null")).status).toBe(403);
    expect((await from(url)).status).toBe(200);
    const good = await from("https://good.example");
    expect([good.status, good.headers.get("access-control-allow-origin")]).toEqual([
      200,
      "https://good.example",
    ]);
    const preflight = await from("https://good.example", {
      method: "OPTIONS",
      headers: {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization");
  });
});

describe("when there is too much, or it takes too long", () => {
  test("a full queue says when to come again; those who wait are answered", async () => {
    const { post } = await serverOf(models);
    const long = { ...completion, max_tokens: 40, temperature: 0 };
    const responses = await Promise.all(Array.from({ length: 8 }, () => post(completions, long)));
    const statuses = responses.map(({ status }) => status).sort();
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(3);
    const refused = responses.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const one of refused) {
      expect(Number(one.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect(await one.json()).toMatchObject({
        error: { code: "queue_full", type: "rate_limit_error" },
      });
    }
  });

  test("of several answers none begins where not all have room", async () => {
    const { post } = await serverOf(models);
    const { batch } = models.language("tiny");
    // One computes and one waits: there is room for two at most until both are done.
    const begun = [0, 1].map(() => batch.submit([1, 2, 3], { maxNewTokens: 60 }));
    const several = await post(completions, { ...completion, n: 3 });
    expect([several.status, batch.waiting <= 1]).toEqual([429, true]);
    for (const one of begun) expect(await one.finishReason).not.toBe("cancelled");
  });

  test("an answer that takes too long is 504, in a stream an event", async () => {
    const { post, client } = await serverOf(models, { timeout: 1 });
    const response = await post(chats, { ...chat, max_tokens: 40 });
    expect([response.status, await response.json()]).toMatchObject([
      504,
      { error: { code: "timeout" } },
    ]);
    const stream = await client.chat.completions.create({
      ...{ model: "tiny", messages: [{ role: "user", content: "Hi" }], stream: true },
    });
    await expect(async () => {
      for await (const _ of stream);
    }).rejects.toThrow(/longer than 0\.001 s/);
  });

  test("a server that drains takes nothing new, and says so", async () => {
    const { post, fetch, drain } = await serverOf(models);
    drain();
    expect((await fetch("/health")).status).toBe(503);
    const response = await post(chats, chat);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
  });
});
