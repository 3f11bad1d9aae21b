import { RecipeError } from "../../recipes/settings-error.ts";
import type { PartsReading } from "../data-parts.ts";

export type Message = {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
};

/** What a field of messages is, for errors. */
export const messageForm =
  'a list of messages, each {"role": "user", "content": "some text"}, with system, user and assistant as roles';

/** Messages in turns, the last of them the assistant's. */
export interface Dialogue {
  readonly messages: readonly Message[];
}

const roles: ReadonlySet<unknown> = new Set(["system", "user", "assistant"]);

/** Lines of JSON: {"messages": [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}]}. */
export const dialogueLines: PartsReading<Dialogue> = {
  pattern: /\.(jsonl|ndjson)(\.gz)?$/i,
  expected: "one .jsonl file of dialogues, or a folder with train, dev and test files of that kind",
  parse: (text, name) =>
    text.split("\n").flatMap((line, i) => {
      if (line.trim() === "") return [];
      const at = `${name}: line ${i + 1}`;
      return [{ messages: messagesIn(jsonIn(line, at), "messages", at) }];
    }),
  keyOf: ({ messages }) => messages.map(({ content }) => content).join("\n"),
  key: "dialogue",
};

export function jsonIn(line: string, at: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw new RecipeError(`${at} is no JSON (${(error as Error).message})`);
  }
  if (typeof json === "object" && json !== null && !Array.isArray(json))
    return json as Readonly<Record<string, unknown>>;
  throw new RecipeError(`${at} is ${line.slice(0, 40)}, expected a JSON object`);
}

/** Whether these are messages, one at least. */
export const areMessages = (given: unknown): given is readonly [Message, ...Message[]] =>
  Array.isArray(given) && given.length > 0 && given.every(isMessage);

const isMessage = (one: unknown): one is Message => {
  const { role, content } = Object(one) as Record<string, unknown>;
  return roles.has(role) && typeof content === "string" && content !== "";
};

/** The messages of a field; the last is the assistant's. */
function messagesIn(
  json: Readonly<Record<string, unknown>>,
  field: string,
  at: string,
): readonly Message[] {
  const { [field]: given } = json;
  if (areMessages(given)) {
    const { role } = given.at(-1)!;
    if (role === "assistant") return given;
    throw new RecipeError(
      `${at}: the last message of ${field} is the ${role}'s, expected the assistant's`,
    );
  }
  throw new RecipeError(
    `${at}: ${field} is ${JSON.stringify(given)?.slice(0, 60) ?? "missing"}, ` +
      `expected ${messageForm}`,
  );
}
