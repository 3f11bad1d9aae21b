import { PretrainedTokenizer } from "@qkv/nn/tokenizers";
import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chatFormOf } from "../../src/language-model/chat-form.ts";
import { ToolCallReader } from "../../src/serve/answers/tool-call-reader.ts";
import { type RunningServer, serverOf } from "./running-server.ts";
import { scriptedModel } from "./scripted-model.ts";

let scripted: Awaited<ReturnType<typeof scriptedModel>>;
beforeAll(async () => {
  scripted = await scriptedModel();
});
afterAll(() => {
  scripted.models[Symbol.dispose]();
  scripted.language.model.dispose();
});

const tools: OpenAI.ChatCompletionTool[] = [
  {
    type: "function",
    function: { name: "weather", description: "Of a city.", parameters: { type: "object" } },
  },
];
const messages: OpenAI.ChatCompletionMessageParam[] = [
  { role: "user", content: "Rain in Bergen?" },
];
const call = (city: string): string =>
  `<tool_call>\n{"name": "weather", "arguments": {"city": "${city}"}}\n</tool_call>`;

type Asked = Partial<OpenAI.ChatCompletionCreateParamsNonStreaming>;

/** Ask the model, which answers with the text. */
function asking({ client }: RunningServer, text: string, more: Asked = {}) {
  const { language, say } = scripted;
  const asked = { model: "scripted", messages, tools, temperature: 0, ...more };
  say(language.chat.render([...messages] as never, asked.tools).ids.length, text);
  return {
    whole: () => client.chat.completions.create(asked),
    stream: () => client.chat.completions.create({ ...asked, stream: true }),
  };
}

describe("calls in an answer", () => {
  test("are told apart from what it says, whole", async () => {
    const server = await serverOf(scripted.models);
    const { choices } = await asking(server, `I look.\n${call("Bergen")}${call("Oslo")}`).whole();
    const [{ message, finish_reason: reason }] = choices as [(typeof choices)[0]];
    expect([message.content, reason]).toEqual(["I look.\n", "tool_calls"]);
    expect(message.tool_calls).toMatchObject([
      { type: "function", function: { name: "weather", arguments: '{"city":"Bergen"}' } },
      { type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } },
    ]);
    expect(new Set(message.tool_calls!.map(({ id }) => id)).size).toBe(2);
  });

  test("come one by one in a stream, which shows nothing of their marks", async () => {
    const server = await serverOf(scripted.models);
    const calls: { index: number; function?: { name?: string } }[] = [];
    let [text, reason] = ["", ""];
    for await (const { choices } of await asking(
      server,
      `I < look.${call("Bergen")}${call("Oslo")}`,
    ).stream()) {
      text += choices[0]!.delta.content ?? "";
      calls.push(...(choices[0]!.delta.tool_calls ?? []));
      reason = choices[0]!.finish_reason ?? reason;
    }
    expect([text, reason]).toEqual(["I < look.", "tool_calls"]);
    expect(calls.map(({ index, function: called }) => [index, called?.name])).toEqual([
      [0, "weather"],
      [1, "weather"],
    ]);
  });

  test("are one where only one may be", async () => {
    const server = await serverOf(scripted.models);
    const answer = await asking(server, call("Bergen") + call("Oslo"), {
      parallel_tool_calls: false,
    }).whole();
    expect(answer.choices[0]!.message).toMatchObject({
      content: null,
      tool_calls: [{ function: { name: "weather" } }],
    });
    expect(answer.choices[0]!.message.tool_calls).toHaveLength(1);
  });

  test("of functions that there are not, and broken ones, are text", async () => {
    const server = await serverOf(scripted.models);
    const text = '<tool_call>{"name": "fly"}</tool_call> and <tool_call>{';
    const answer = await asking(server, text).whole();
    expect(answer.choices[0]).toMatchObject({ message: { content: text }, finish_reason: "stop" });
    expect(answer.choices[0]!.message.tool_calls).toBeUndefined();
  });

  test("are text where no functions are given", async () => {
    const server = await serverOf(scripted.models);
    const { language, say } = scripted;
    say(language.chat.render([...messages] as never).ids.length, call("Bergen"));
    const answer = await server.client.chat.completions.create({
      model: "scripted",
      messages,
      temperature: 0,
      tools,
      tool_choice: "none",
    });
    expect(answer.choices[0]!.message.content).toBe(call("Bergen"));
  });
});

describe("a strict function", () => {
  const city = { type: "string", maxLength: 8 };
  const parameters = {
    ...{ type: "object", properties: { city, days: { enum: [1, 7] } } },
    ...{ required: ["city", "days"], additionalProperties: false },
  };
  const strictly = (strict: boolean): Asked & { tools: OpenAI.ChatCompletionTool[] } => ({
    tools: [{ type: "function", function: { name: "weather", parameters, strict } }],
    max_tokens: 100,
  });

  test("is called with arguments of its schema, whatever the model would say", async () => {
    const server = await serverOf(scripted.models);
    for (const written of [call("Bergen"), '<tool_call>{"days": null, "city": ["Bergen"]}']) {
      const { choices } = await asking(server, `I look.\n${written}`, strictly(true)).whole();
      const [{ message, finish_reason: reason }] = choices as [(typeof choices)[0]];
      expect(message.content).toMatch(/^I look\.\n/);
      const called = message.tool_calls![0] as OpenAI.ChatCompletionMessageFunctionToolCall;
      expect([reason, called.function.name]).toEqual(["tool_calls", "weather"]);
      const given = JSON.parse(called.function.arguments) as { city: string; days: number };
      expect(Object.keys(given)).toEqual(["city", "days"]);
      expect([given.city.length <= 8, [1, 7].includes(given.days)]).toEqual([true, true]);
    }
  });

  test("and one that is not says what the model says", async () => {
    const server = await serverOf(scripted.models);
    const { choices } = await asking(server, call("Bergen"), strictly(false)).whole();
    expect(choices[0]!.message.tool_calls).toMatchObject([
      { function: { arguments: '{"city":"Bergen"}' } },
    ]);
  });

  test("beside one that is not, whose arguments are any object", async () => {
    const server = await serverOf(scripted.models);
    const loose = { type: "function" as const, function: { name: "tides", parameters } };
    const more = strictly(true);
    const written = '<tool_call>\n{"name": "tides", "arguments": {"at": [6, 18]}}\n</tool_call>';
    const asked = { ...more, tools: [...more.tools, loose] };
    const { choices } = await asking(server, written, asked).whole();
    expect(choices[0]!.message.tool_calls).toMatchObject([
      { function: { name: "tides", arguments: '{"at":[6,18]}' } },
    ]);
  });

  test("without parameters is called with none", async () => {
    const server = await serverOf(scripted.models);
    const { choices } = await asking(server, call("Bergen"), {
      tools: [{ type: "function", function: { name: "weather", strict: true } }],
      max_tokens: 60,
    }).whole();
    expect(choices[0]!.message.tool_calls).toMatchObject([{ function: { arguments: "{}" } }]);
  });

  test("of a schema that is not understood is refused by the place", async () => {
    const { post } = await serverOf(scripted.models);
    const wrong = { type: "object", properties: { city: { type: "string", minLenght: 3 } } };
    const response = await post("/v1/chat/completions", {
      ...{ model: "scripted", messages },
      tools: [{ type: "function", function: { name: "weather", parameters: wrong, strict: true } }],
    });
    const { error } = (await response.json()) as { error: { message: string } };
    expect([response.status, error.message]).toEqual([
      400,
      expect.stringMatching(/properties\/city.*minLenght/),
    ]);
  });
});

test.each([
  ["<tool_call>{{ call | tojson }}</tool_call>", true],
  ["<tool_call><function={{ call.name }}></function></tool_call>", false],
  ["<tool_call>{{ call.name }}<arg_key>city</arg_key></tool_call>", false],
  ["[TOOL_CALLS]{{ call | tojson }}", false],
])("by the template %s calls are read: %s", (template, read) => {
  const { tokenizer } = scripted.language;
  const config = { chat_template: `{% for tool in tools %}${template}{% endfor %}` };
  const form = chatFormOf(new PretrainedTokenizer(tokenizer.toJSON(), { config }));
  expect([form.takesTools, form.marksToolCalls]).toEqual([true, read]);
});

test("what a function has given goes back into the prompt, with the call as it was", async () => {
  const server = await serverOf(scripted.models);
  const first = await asking(server, call("Bergen")).whole();
  const { message } = first.choices[0]!;
  const id = message.tool_calls![0]!.id;
  const answer = await server.client.chat.completions.create({
    ...{ model: "scripted", temperature: 0, max_tokens: 1, tools },
    messages: [...messages, message, { role: "tool", tool_call_id: id, content: '{"rain": true}' }],
  });
  const { language } = scripted;
  const expected = language.chat.render(
    [
      { role: "user", content: "Rain in Bergen?" },
      {
        role: "assistant",
        content: "",
        tool_calls: [{ function: { name: "weather", arguments: { city: "Bergen" } } }],
      },
      { role: "tool", content: '{"rain": true}' },
    ],
    tools,
  );
  expect(expected.text).toContain(
    '<tool_call>{"name": "weather", "arguments": {"city": "Bergen"}}</tool_call>',
  );
  expect(answer.usage!.prompt_tokens).toBe(expected.ids.length);
});

test("however a text is cut to pieces, the same calls and the same text come out", () => {
  const text = `a${call("X")}b<tool_callc${call('Y</tool_call>\\"')}`;
  const read = (size: number) => {
    const reader = new ToolCallReader(["weather"]);
    const parts = [];
    for (let at = 0; at < text.length; at += size)
      parts.push(reader.add(text.slice(at, at + size)));
    parts.push(reader.end());
    return [
      parts.map((one) => one.text).join(""),
      parts.flatMap(({ calls }) => calls.map((one) => one.function)),
    ];
  };
  for (let size = 1; size <= text.length; size++) expect(read(size)).toEqual(read(text.length));
  expect(read(1)[0]).toBe("ab<tool_callc");
});
