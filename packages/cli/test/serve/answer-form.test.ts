import type OpenAI from "openai";
import { describe, expect, test } from "vitest";
import { serverOf } from "./running-server.ts";
import { tinyModels } from "./tiny-models.ts";

const models = await tinyModels();

const messages = [{ role: "user" as const, content: "Rain in Bergen?" }];
const asked = { model: "tiny", messages, max_tokens: 80 };
const schema = {
  type: "object",
  properties: {
    city: { type: "string", maxLength: 8 },
    rain: { type: "boolean" },
    mm: { type: "integer", minimum: 0, maximum: 99 },
  },
  required: ["city", "rain"],
  additionalProperties: false,
};
const format = {
  type: "json_schema" as const,
  json_schema: { name: "weather", schema, strict: true },
};

describe("response_format", () => {
  test.each([0, 1])(
    "a schema is kept to by a model that knows nothing, at temperature %i",
    async (temperature) => {
      const { client } = await serverOf(models);
      for (const seed of [1, 2, 3]) {
        const answer = await client.chat.completions.create({
          ...asked,
          temperature,
          seed,
          response_format: format,
        });
        const value = JSON.parse(answer.choices[0]!.message.content!) as Record<string, unknown>;
        expect(answer.choices[0]!.finish_reason).toBe("stop");
        expect([typeof value.city, typeof value.rain]).toEqual(["string", "boolean"]);
        expect(Object.keys(value).filter((key) => !(key in schema.properties))).toEqual([]);
      }
    },
  );

  test("an object comes where one is asked for, in a stream too, and in several answers at once", async () => {
    const { client } = await serverOf(models);
    const texts = ["", ""];
    const stream = await client.chat.completions.create({
      ...{ ...asked, seed: 4, n: 2, stream: true, response_format: { type: "json_object" } },
    });
    for await (const { choices } of stream)
      for (const { index, delta } of choices) texts[index] += delta.content ?? "";
    for (const text of texts)
      expect(Object.getPrototypeOf(JSON.parse(text))).toBe(Object.prototype);
  });

  test.each<[object, RegExp]>([
    [{ schema: { type: "strng" } }, /form: jsonSchema.*type/],
    [{ schema: 5 }, /schema is 5, expected a JSON schema/],
    [{ schema: { type: "string", minLength: 500 } }, /the shortest text takes/],
  ])("%j is refused", async (described, message) => {
    const { post } = await serverOf(models);
    const response = await post("/v1/chat/completions", {
      ...{
        ...asked,
        response_format: { type: "json_schema", json_schema: { name: "x", ...described } },
      },
    });
    const { error } = (await response.json()) as { error: { message: string } };
    expect(response.status).toBe(400);
    expect(error.message).toMatch(message);
  });
});

describe("tool_choice", () => {
  const tools: OpenAI.ChatCompletionTool[] = ["weather", "tides"].map((name) => ({
    ...{ type: "function", function: { name, parameters: schema } },
  }));

  test("required: one of the functions is called, with arguments that fit", async () => {
    const { client } = await serverOf(models);
    for (const seed of [1, 2, 3]) {
      const answer = await client.chat.completions.create({
        ...asked,
        seed,
        tools,
        tool_choice: "required",
      });
      const { message, finish_reason: reason } = answer.choices[0]!;
      expect([message.content, reason, message.tool_calls!.length]).toEqual([
        null,
        "tool_calls",
        1,
      ]);
      const call = message.tool_calls![0]! as OpenAI.ChatCompletionMessageFunctionToolCall;
      expect(["weather", "tides"]).toContain(call.function.name);
      expect(typeof (JSON.parse(call.function.arguments) as { rain: unknown }).rain).toBe(
        "boolean",
      );
    }
  });

  test("a function by its name: that one, in a stream as well", async () => {
    const { client } = await serverOf(models);
    const stream = await client.chat.completions.create({
      ...{ ...asked, seed: 1, tools, stream: true },
      tool_choice: { type: "function", function: { name: "tides" } },
    });
    let [name, text, reason] = ["", "", ""];
    for await (const { choices } of stream) {
      const [call] = choices[0]!.delta.tool_calls ?? [];
      name += call?.function?.name ?? "";
      text += choices[0]!.delta.content ?? "";
      reason = choices[0]!.finish_reason ?? reason;
    }
    expect([name, text, reason]).toEqual(["tides", "", "stop"]);
  });
});
