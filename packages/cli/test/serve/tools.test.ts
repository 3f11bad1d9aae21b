import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

/** Ask the model, which answers with the text. */
function asking({ client }: RunningServer, text: string, more: object = {}) {
  const { language, say } = scripted;
  say(language.chat.render([...messages] as never, tools).ids.length, text);
  const asked = { model: "scripted", messages, tools, temperature: 0, ...more };
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
  const text = `a${call("X")}b<tool_callc${call("Y")}`;
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
