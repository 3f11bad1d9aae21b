import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GenerationBatch } from "@qkv/nn/generation";
import { fromPretrained } from "@qkv/nn/pretrained";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ChatSession } from "../../src/chat/chat-session.ts";
import {
  type ChatSettings,
  changedSettings,
  describeSettings,
} from "../../src/chat/chat-settings.ts";
import { ContinuedPrompt } from "../../src/chat/continued-prompt.ts";
import { Conversation } from "../../src/chat/conversation.ts";
import { loadConversation, saveConversation } from "../../src/chat/conversation-file.ts";
import { GatheredInput } from "../../src/chat/gathered-input.ts";
import type { Input, LineSource } from "../../src/chat/line-source.ts";
import { AnswerText } from "../../src/language-model/answer-text.ts";
import type { LanguageModel } from "../../src/language-model/language-model.ts";
import { languageModelOf } from "../../src/language-model/open-language-model.ts";
import { newFolder, temporaryFolder } from "../run-qkv.ts";
import { tinyChatModel } from "../serve/tiny-model.ts";

const folder = newFolder();
let language: LanguageModel;
beforeAll(async () => {
  language = languageModelOf("tiny", await fromPretrained(await tinyChatModel(folder)));
});
afterAll(() => {
  language.model.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** A chat in which these inputs come; a text is a line. */
async function chatted(
  inputs: readonly (string | Input | ((session: ChatSession) => void))[],
  settings: ChatSettings = { temperature: 0, maxNewTokens: 12 },
) {
  using batch = new GenerationBatch(language.model, { slots: 1 });
  const left = [...inputs];
  const shown: string[] = [];
  const notes: string[] = [];
  const lines: LineSource = {
    async next() {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        if (typeof next === "function") next(session);
        else return typeof next === "string" ? { kind: "line", text: next } : next;
      }
      return { kind: "end" };
    },
    onInterrupt: () => {},
    [Symbol.dispose]() {},
  };
  const conversation = new Conversation();
  const output = {
    write: (text: string) => void shown.push(text),
    note: (text: string) => void notes.push(text),
  };
  const session = new ChatSession({ language, batch }, lines, output, {
    ...{ conversation, settings, ended: new AbortController().signal },
  });
  await session.run();
  return { session, text: shown.join(""), notes, left };
}

describe("a chat", () => {
  test("remembers what was said, and what was taken back", async () => {
    const { session, text, notes } = await chatted(["Hello", "And the sea?", "/undo"]);
    const { messages } = session.conversation.state;
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
    expect(messages[0]!.content).toBe("Hello");
    expect(text.startsWith(`${messages[1]!.content}\n`)).toBe(true);
    expect(notes[0]).toMatch(
      /^\[12 tokens, [\d.]+ tokens\/s, cut at its length; prompt \d+ tokens\]$/,
    );
    expect(notes.at(-1)).toBe("Taken back; the chat has 2 messages.");
  });

  test("the next turn computes its new tokens alone", async () => {
    const { notes } = await chatted(["Hello", "And the sea?", "So?"]);
    const counts = notes.map((note) =>
      /prompt (\d+) tokens(?:, (\d+) of them kept)?/.exec(note)!.slice(1).map(Number),
    );
    for (const turn of [1, 2]) {
      const before = counts[turn - 1]![0]! + 12;
      const [prompt, kept] = counts[turn]!;
      // The last token of an answer was drawn, and nothing was computed of it.
      expect([kept! >= before - 1, prompt! > before], notes[turn]).toEqual([true, true]);
    }
  });

  test("/reset forgets, /undo brings it back, /system is told first", async () => {
    const states: number[] = [];
    const look = (session: ChatSession) => void states.push(session.conversation.messages().length);
    const { session } = await chatted([
      "Hello",
      "/system Be brief.",
      look,
      "/reset",
      look,
      "/undo",
      look,
    ]);
    expect(states).toEqual([3, 1, 3]);
    expect(session.conversation.messages()[0]).toEqual({ role: "system", content: "Be brief." });
  });

  test("Ctrl-C twice at the prompt leaves, once does not; /exit leaves at once", async () => {
    const interrupt = { kind: "interrupt" } as const;
    const once = await chatted([interrupt, "Hello", interrupt]);
    expect(once.session.conversation.state.messages).toHaveLength(2);
    expect((await chatted([interrupt, interrupt, "Hello"])).left).toEqual(["Hello"]);
    expect((await chatted(["/exit", "Hello"])).left).toEqual(["Hello"]);
  });

  test("what goes wrong is said, and the chat goes on", async () => {
    const { notes, session } = await chatted([
      ...["/rest", "/set heat 3", "/set temperature hot", "/save", "/load none.json", "/undo now"],
      ...["word ".repeat(1200), "Hello"],
    ]);
    const expected = [
      /there is no \/rest; the nearest is \/reset/,
      /there is no setting "heat"/,
      /temperature is "hot", expected a number from 0, or default/,
      /\/save lacks the name of a file/,
      /none\.json/,
      /\/undo takes nothing/,
      /the prompt has \d+ tokens, expected fewer than 1024/,
    ];
    for (const [i, pattern] of expected.entries()) expect(notes[i]).toMatch(pattern);
    expect(session.conversation.state.messages.map(({ content }) => content)[0]).toBe("Hello");
  });
});

describe("ids of a growing chat", () => {
  const messages = [{ role: "user", content: "Hi" }];
  test("keep an answer's own tokens, though its text has others", () => {
    const prompt = new ContinuedPrompt(language);
    const { tokenizer } = language;
    const first = language.chat.render(messages);
    const ids = prompt.idsOf(first);
    expect(ids).toEqual([...first.ids]);
    // "whale" letter by letter: nobody would encode it so.
    const said = [..."whale"].map(
      (letter) => tokenizer.encode(letter, { addSpecialTokens: false })[0]!,
    );
    const end = tokenizer.tokenToId("<|im_end|>")!;
    prompt.said(first.text, ids, [...said, end]);
    const next = language.chat.render([
      ...messages,
      { role: "assistant", content: "whale" },
      { role: "user", content: "So?" },
    ]);
    const continued = prompt.idsOf(next);
    expect(continued.slice(0, ids.length + 6)).toEqual([...ids, ...said, end]);
    expect(continued).not.toEqual([...next.ids]);
    expect(tokenizer.decode(continued)).toBe(next.text);
  });

  test("are those of the text where the chat is another one", () => {
    const prompt = new ContinuedPrompt(language);
    const first = language.chat.render(messages);
    prompt.said(first.text, prompt.idsOf(first), [70, 71]);
    const other = language.chat.render([{ role: "user", content: "Ho" }]);
    expect(prompt.idsOf(other)).toEqual([...other.ids]);
  });
});

describe("lines that make one message", () => {
  const messagesOf = (...lines: string[]): string[] => {
    const input = new GatheredInput();
    return lines.flatMap((line) => {
      const gathered = input.add(line);
      return "whole" in gathered ? [gathered.whole] : [];
    });
  };
  test.each([
    [
      ["one", "two"],
      ["one", "two"],
    ],
    [["one\\", "two\\", "three"], ["one\ntwo\nthree"]],
    [
      ['"""', "one", "", "two\\", '"""', "next"],
      ["one\n\ntwo\\", "next"],
    ],
    [['"""one', 'two"""'], ["one\ntwo"]],
    [
      ['"""one"""', "two"],
      ["one", "two"],
    ],
  ])("%j make %j", (lines, messages) => {
    expect(messagesOf(...lines)).toEqual(messages);
  });
});

describe("settings", () => {
  test("go by any form of their names, and back to the model's own", () => {
    let settings = changedSettings({}, "top_p", "0.5");
    settings = changedSettings(settings, "repetition-penalty", "1.1");
    settings = changedSettings(settings, "maxNewTokens", "20");
    expect(settings).toMatchObject({ topP: 0.5, repetitionPenalty: 1.1, maxNewTokens: 20 });
    expect(describeSettings(changedSettings(settings, "top-p", "default"))).toBe(
      "repetition-penalty 1.1, max-new-tokens 20",
    );
  });
});

describe("files", () => {
  test("hold a chat, and nothing else is written over", async () => {
    const [file, other] = [
      join(temporaryFolder(), "chat.json"),
      join(temporaryFolder(), "notes.txt"),
    ];
    const state = {
      system: "Be brief.",
      messages: [{ role: "user" as const, content: "日本 😀" }],
    };
    await saveConversation(file, state);
    expect(await loadConversation(file)).toEqual(state);
    await saveConversation(file, { ...state, system: "" });
    expect((await loadConversation(file)).system).toBe("");
    writeFileSync(other, "dear diary");
    await expect(saveConversation(other, state)).rejects.toThrow(
      /holds no chat; choose another name/,
    );
    expect(readFileSync(other, "utf8")).toBe("dear diary");
  });

  test.each([
    ["{", "it is no JSON"],
    ["[]", "it has no list of messages"],
    ['{"messages":[{"role":"user"}]}', "messages[0].content is no text"],
    ['{"messages":[{"role":"tool","content":""}]}', 'messages[0].role is "tool"'],
  ])("%s: %s", async (text, message) => {
    const file = join(temporaryFolder(), "chat.json");
    writeFileSync(file, text);
    await expect(loadConversation(file)).rejects.toThrow(message);
  });
});

test("a token is given with the piece that has its first character, none behind a stop text", () => {
  const texts = ["Ab", "c", "STO", "P", "more"];
  const decode = (ids: readonly number[]): string => ids.map((id) => texts[id]).join("");
  const answer = new AnswerText<{ id: number }>(decode, [], ["STOP"]);
  const pieces = [0, 1, 2, 3].map((id) => answer.add({ id }));
  expect(
    pieces.map(({ text, tokens, stopped }) => [text, tokens.map(({ id }) => id), stopped]),
  ).toEqual([
    ["Ab", [0], false],
    ["c", [1], false],
    ["", [], false],
    ["", [], true],
  ]);
});
