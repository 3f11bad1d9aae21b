import { RecipeError } from "../../recipes/settings-error.ts";
import type { PartsReading } from "../data-parts.ts";
import { areMessages, jsonIn, type Message, messageForm } from "../instructions/dialogue.ts";

/** What was said, and two answers of which one is preferred. */
export interface Preference {
  /** In turns, the last not the assistant's. */
  readonly prompt: readonly Message[];
  readonly chosen: string;
  readonly rejected: string;
}

const sides = ["chosen", "rejected"] as const;

/**
 * Lines of JSON as TRL has preferences: {"prompt": …, "chosen": …, "rejected": …}, each a text or a list of messages; without
 * a prompt, both lists begin with it.
 */
export const preferenceLines: PartsReading<Preference> = {
  pattern: /\.(jsonl|ndjson)(\.gz)?$/i,
  expected:
    "one .jsonl file of preferences, or a folder with train, dev and test files of that kind",
  parse: (text, name) =>
    text.split("\n").flatMap((line, i) => {
      if (line.trim() === "") return [];
      const at = `${name}: line ${i + 1}`;
      return [preferenceIn(jsonIn(line, at), at)];
    }),
  keyOf: ({ prompt }) => prompt.map(({ content }) => content).join("\n"),
  key: "prompt",
};

type Json = Readonly<Record<string, unknown>>;

function preferenceIn(json: Json, at: string): Preference {
  const [chosen, rejected] = sides.map((side) => said(json, side, "assistant", at));
  const shared = json.prompt === undefined ? sharedLength(chosen!, rejected!) : 0;
  const prompt =
    json.prompt === undefined ? chosen!.slice(0, shared) : said(json, "prompt", "user", at);
  if (prompt.length === 0)
    throw new RecipeError(
      `${at}: prompt is missing, expected a text or ${messageForm}; or the same messages at the beginning of chosen and rejected`,
    );
  const { role } = prompt.at(-1)!;
  if (role === "assistant")
    throw new RecipeError(
      `${at}: the last message of the prompt is the assistant's, expected what it is to answer`,
    );
  const preference = {
    ...{ prompt, chosen: answerIn(chosen!.slice(shared), "chosen", at) },
    rejected: answerIn(rejected!.slice(shared), "rejected", at),
  };
  if (preference.chosen !== preference.rejected) return preference;
  throw new RecipeError(
    `${at}: chosen and rejected are the same, ${JSON.stringify(preference.chosen.slice(0, 40))}; expected two answers`,
  );
}

/** The messages of a field; a text is one of this role. */
function said(json: Json, field: string, role: Message["role"], at: string): readonly Message[] {
  const { [field]: given } = json;
  if (typeof given === "string" && given !== "") return [{ role, content: given }];
  if (areMessages(given)) return given;
  throw new RecipeError(
    `${at}: ${field} is ${JSON.stringify(given)?.slice(0, 60) ?? "missing"}, expected a text or ${messageForm}`,
  );
}

/** How many messages two lists begin with alike; the last of each is its answer. */
function sharedLength(one: readonly Message[], other: readonly Message[]): number {
  const most = Math.min(one.length, other.length) - 1;
  const differs = (i: number) =>
    one[i]!.role !== other[i]!.role || one[i]!.content !== other[i]!.content;
  for (let i = 0; i < most; i++) if (differs(i)) return i;
  return most;
}

function answerIn(messages: readonly Message[], field: string, at: string): string {
  const [first, second] = messages;
  if (first?.role === "assistant" && second === undefined) return first.content;
  const came = messages.map(({ role }) => role).join(", ");
  throw new RecipeError(
    `${at}: behind the prompt ${field} has messages of ${came}, expected one, the assistant's`,
  );
}
