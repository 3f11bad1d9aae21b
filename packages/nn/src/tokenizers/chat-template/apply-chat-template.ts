import { type Complete, defineOptions, type Given } from "../../options/define-options.ts";
import { expectList, expectText } from "../../options/expect-argument.ts";
import { anything, flag } from "../../options/fields.ts";
import { codePointStarts } from "../text/code-point-starts.ts";
import { ChatTemplateError } from "./chat-template-error.ts";
import { globalFunctions } from "./global-functions.ts";
import { parseTemplate } from "./parse-template.ts";
import { strip } from "./python-strip.ts";
import { fromJavaScript } from "./python-values.ts";
import { renderTemplate } from "./render-template.ts";

/** A message of a conversation; what it has beside a role is for the template. */
export interface ChatMessage {
  readonly role: string;
  readonly content?: unknown;
  readonly [field: string]: unknown;
}

export const chatTemplateOptions = defineOptions("applyChatTemplate", {
  /** End with what begins an answer. */
  addGenerationPrompt: flag({ default: false }),
  /** End within the last message, so that it is gone on with. */
  continueFinalMessage: flag({ default: false }),
  /** JSON schemas of functions that the model may call. */
  tools: anything<readonly unknown[]>({ optional: true }),
  /** Documents that an answer may rest on. */
  documents: anything<readonly unknown[]>({ optional: true }),
  /** Further variables of the template by name. */
  variables: anything<Readonly<Record<string, unknown>>>({ optional: true }),
});

/** How a conversation ends, and what the template is given beside it. */
export type ChatTemplateOptions = Given<typeof chatTemplateOptions>;

/** A conversation as text, and where the assistant speaks in it. */
export interface RenderedChat {
  readonly text: string;
  /** What the assistant says, as {% generation %} marks it: [start, end) in code points. */
  readonly assistantSpans: readonly (readonly [start: number, end: number])[];
}

/** What marks the end of the message that is gone on with; a space tells whether the template strips messages. */
const mark = "CONTINUE_FINAL_MESSAGE_TAG ";

/**
 * A conversation as the text that a model was trained on, by a chat template: Jinja, with the environment that transformers
 * gives it (https://huggingface.co/docs/transformers/chat_templating).
 *
 * @throws ChatTemplateError for a template that cannot be read, or that refuses the conversation
 */
export function applyChatTemplate(
  template: string,
  messages: readonly ChatMessage[],
  options: ChatTemplateOptions = {},
): RenderedChat {
  expectText("applyChatTemplate", "template", template);
  expectList("applyChatTemplate", "messages", messages);
  const chosen = chatTemplateOptions.complete(options);
  const { addGenerationPrompt, continueFinalMessage } = chosen;
  if (addGenerationPrompt && continueFinalMessage)
    throw new ChatTemplateError(
      "addGenerationPrompt begins a new message, and continueFinalMessage goes on with the last: expected one of them",
    );
  const { conversation, final } = continueFinalMessage
    ? marked(messages)
    : { conversation: messages, final: "" };
  const { text, spans } = renderTemplate(
    parseTemplate(template),
    variablesOf(chosen, conversation),
  );
  const points = codePointStarts(text);
  const point = (unit: number): number =>
    points ? (points[unit] ?? (points.at(-1) ?? -1) + 1) : unit;
  return {
    text: continueFinalMessage ? cutAtMark(text, final) : text,
    assistantSpans: spans.map(([start, end]) => [point(start), point(end)] as const),
  };
}

function variablesOf(
  { variables, tools, documents, addGenerationPrompt }: Complete<typeof chatTemplateOptions>,
  messages: readonly ChatMessage[],
): ReadonlyMap<string, unknown> {
  const given = new Map(globalFunctions(() => new Date()));
  const values = {
    ...variables,
    messages,
    tools: tools ?? null,
    documents: documents ?? null,
    add_generation_prompt: addGenerationPrompt,
  };
  for (const [name, value] of Object.entries(values)) given.set(name, fromJavaScript(value));
  return given;
}

interface MarkedConversation {
  readonly conversation: readonly ChatMessage[];
  /** The text that is gone on with. */
  readonly final: string;
}

/** The conversation with a mark at the end of its last text. */
function marked(messages: readonly ChatMessage[]): MarkedConversation {
  const last = messages.at(-1);
  const content: unknown = last?.content;
  if (last && typeof content === "string") {
    const message = { ...last, content: content + mark };
    return { conversation: [...messages.slice(0, -1), message], final: content };
  }
  const parts: readonly unknown[] = Array.isArray(content) ? content : [];
  const at = parts.findLastIndex((part) => typeof Object(part).text === "string");
  if (!last || at < 0)
    throw new ChatTemplateError(
      "continueFinalMessage is set, but the last message has no text to go on with",
    );
  const text: string = Object(parts[at]).text;
  const changed = parts.with(at, { ...Object(parts[at]), text: text + mark });
  const message = { ...last, content: changed };
  return { conversation: [...messages.slice(0, -1), message], final: text };
}

function cutAtMark(text: string, final: string): string {
  const bare = mark.trimEnd();
  if (!text.includes(strip(final, undefined)) || !text.includes(bare))
    throw new ChatTemplateError(
      "continueFinalMessage is set, but the template leaves the last message out or changes it",
    );
  const at = text.lastIndexOf(bare);
  const kept = text.slice(0, at);
  return text.startsWith(mark, at) ? kept : strip(kept, undefined, "right");
}
