import { defaultDevice } from "@qkv/nn";
import fc from "fast-check";
import { expect, test } from "vitest";
import { serverOf } from "./running-server.ts";
import { tinyModels } from "./tiny-models.ts";

const models = await tinyModels({ maxContext: 48, prefixCacheBytes: 0 });

/** Values that somebody may write where another one is meant. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1,
    2 ** 53,
    1e308,
    "",
    "x",
    "\u0000",
    "__proto__",
    [],
    {},
    [null],
  ),
  fc.json({ maxDepth: 3 }).map((text): unknown => JSON.parse(text)),
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.array(fc.integer({ min: -5, max: 400 }), { maxLength: 60 }),
);

const good = {
  chat: { model: "tiny", messages: [{ role: "user", content: "Hi" }], max_tokens: 2 },
  completion: { model: "tiny", prompt: "Hi", max_tokens: 2 },
};
const fields = [
  ...[
    "model",
    "messages",
    "prompt",
    "max_tokens",
    "temperature",
    "top_p",
    "n",
    "stop",
    "seed",
    "stream",
  ],
  ...["logit_bias", "logprobs", "top_logprobs", "tools", "tool_choice", "response_format", "echo"],
  ...["presence_penalty", "stream_options", "user", "__proto__", "constructor", "toString"],
];

/** A request that is right but for some fields. */
const spoilt = fc.record({
  path: fc.constantFrom("/v1/chat/completions", "/v1/completions", "/v1/embeddings"),
  changes: fc.array(fc.tuple(fc.constantFrom(...fields), odd), { minLength: 1, maxLength: 3 }),
  dropped: fc.option(fc.nat(300), { freq: 4 }),
});

test("a thousand spoilt requests get an answer or an error that says why, and leave nothing", {
  timeout: 60_000,
}, async () => {
  const { post, fetch } = await serverOf(models);
  const { batch } = models.language("tiny");
  const bytes = () => defaultDevice().memory().bytes;
  await post("/v1/completions", good.completion);
  const before = bytes();
  const seen = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(spoilt, async ({ path, changes, dropped }) => {
      const base: Record<string, unknown> = path.includes("chat")
        ? { ...good.chat }
        : { ...good.completion };
      const entries = [...Object.entries(base), ...changes];
      const whole = `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`;
      const response = await post(path, dropped === null ? whole : whole.slice(0, dropped));
      const text = await response.text();
      seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
      if (response.status === 200) return;
      const { error } = JSON.parse(text) as { error: { message: string; type: string } };
      expect(response.status, error.message).toBeLessThan(500);
      expect(error.message.length).toBeGreaterThan(10);
      expect(error.message.length).toBeLessThan(600);
    }),
    { numRuns: 1000, seed: 20 },
  );
  expect((seen.get(400) ?? 0) > 500, JSON.stringify([...seen])).toBe(true);
  expect(seen.get(200) ?? 0).toBeGreaterThan(10);
  await expect.poll(() => batch.running + batch.waiting).toBe(0);
  await expect.poll(bytes).toBe(before);
  expect((await fetch("/health")).status).toBe(200);
});
