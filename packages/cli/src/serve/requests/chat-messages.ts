import type { ChatMessage } from "@qkv/nn/tokenizers";
import { ApiError } from "./api-error.ts";
import type { RequestFields } from "./request-fields.ts";

const roles = ["system", "developer", "user", "assistant", "tool"] as const;

/** A request's conversation as chat templates take it. */
export function chatMessages(fields: RequestFields): readonly ChatMessage[] {
  const messages = fields.required("messages", fields.objects("messages"), "a list of messages");
  if (messages.length === 0) throw fields.wrong("messages", "at least one message");
  return messages.map(chatMessage);
}

function chatMessage(fields: RequestFields): ChatMessage {
  const role = fields.required("role", fields.oneOf("role", roles), roles.join(", "));
  const name = fields.text("name");
  const calls = role === "assistant" ? toolCalls(fields) : undefined;
  const answered = role === "tool" ? fields.text("tool_call_id") : undefined;
  if (role === "assistant") {
    fields.refuse("audio", "there is no sound");
    fields.refuse("refusal", "templates know no refusals");
    fields.refuse("function_call", "it has given way to tool_calls");
    fields.any("annotations"); // clients send back what they were given, an empty list
  }
  const content = contentText(fields);
  fields.refuseUnknown();
  return {
    role: role === "developer" ? "system" : role, // its newer name, which templates do not know
    content: content ?? (calls ? "" : fields.required("content", content, "text")),
    ...(name === undefined ? {} : { name }),
    ...(calls ? { tool_calls: calls } : {}),
    ...(answered === undefined ? {} : { tool_call_id: answered }),
  };
}

/** A text, or the texts of a list of parts. */
function contentText(fields: RequestFields): string | undefined {
  if (!Array.isArray(fields.any("content"))) return fields.text("content");
  const parts = fields.objects("content") ?? [];
  const texts = parts.map((part) => {
    const type = part.required("type", part.text("type"), "text");
    if (type !== "text")
      throw new ApiError(
        400,
        `${part.pathOf("type")} is ${JSON.stringify(type.slice(0, 40))}, expected "text": the models served here read text alone`,
        {
          ...{ param: part.pathOf("type"), code: "unsupported_content_type" },
        },
      );
    const text = part.required("text", part.text("text"), "text");
    part.refuseUnknown();
    return text;
  });
  return texts.join("\n");
}

/** What the assistant has called before; its arguments as an object, for templates write them as JSON. */
function toolCalls(fields: RequestFields): readonly object[] | undefined {
  return fields.objects("tool_calls")?.map((call) => {
    const id = call.text("id");
    call.oneOf("type", ["function"]);
    call.any("index"); // of those who put a stream's deltas together
    const called = call.required(
      "function",
      call.object("function"),
      "the function that was called",
    );
    const name = called.required("name", called.text("name"), "the function's name");
    const given = called.required("arguments", called.text("arguments"), "JSON in a text");
    called.refuseUnknown();
    call.refuseUnknown();
    const values = parsedArguments(given, called.pathOf("arguments"));
    return {
      ...(id === undefined ? {} : { id }),
      type: "function",
      function: { name, arguments: values },
    };
  });
}

function parsedArguments(text: string, path: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {}
  throw new ApiError(400, `${path} is no JSON of an object, expected one in a text`, {
    ...{ param: path, code: "invalid_value" },
  });
}
