import { access } from "node:fs/promises";
import { readBytes, writeFileSafely } from "@qkv/nn/node";
import { CommandError } from "../failures/command-error.ts";
import type { ChatState, TextMessage } from "./conversation.ts";

const mostBytes = 2 ** 26;

/**
 * Write a chat as JSON: { messages: [{ role, content }, ...] }, the system message first, as OpenAI's API has it.
 *
 * @throws CommandError where a file of this name holds something else
 */
export async function saveConversation(
  path: string,
  { system, messages }: ChatState,
): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists)
    await loadConversation(path).catch(() => {
      throw new CommandError(
        `${path} is there and holds no chat; choose another name, for it would be lost`,
      );
    });
  const all = [...(system === "" ? [] : [{ role: "system", content: system }]), ...messages];
  await writeFileSafely(path, Buffer.from(`${JSON.stringify({ messages: all }, null, 2)}\n`));
}

/** @throws CommandError for what is no chat */
export async function loadConversation(path: string): Promise<ChatState> {
  const wrong = (what: string): CommandError =>
    new CommandError(
      `${path} is no chat: ${what}, expected { "messages": [{ "role", "content" }, ...] }`,
    );
  const bytes = await readBytes(path, { maxBytes: mostBytes });
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw wrong("it is no JSON");
  }
  const given: unknown = Object(json).messages;
  if (!Array.isArray(given)) throw wrong("it has no list of messages");
  let system = "";
  const messages: TextMessage[] = [];
  for (const [i, one] of given.entries()) {
    const { role, content } = Object(one) as Record<string, unknown>;
    if (typeof content !== "string") throw wrong(`messages[${i}].content is no text`);
    if (role === "system" && i === 0) system = content;
    else if (role === "user" || role === "assistant") messages.push({ role, content });
    else throw wrong(`messages[${i}].role is ${JSON.stringify(role)?.slice(0, 40)}`);
  }
  return { system, messages };
}
