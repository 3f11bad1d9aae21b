import { ApiError } from "./api-error.ts";
import type { RequestFields } from "./request-fields.ts";

/** The functions that an answer may call. */
export interface ToolUse {
  /** As they came: a template writes them into the prompt. */
  readonly tools: readonly object[];
  readonly names: readonly string[];
  /** Whether more than one may be called. */
  readonly parallel: boolean;
}

/** What a request says of functions; undefined where none may be called. */
export function toolUse(fields: RequestFields): ToolUse | undefined {
  fields.refuse("functions", "they have given way to tools");
  fields.refuse("function_call", "it has given way to tool_choice");
  const declared = fields.objects("tools") ?? [];
  const names = declared.map(declaredFunction);
  const choice = toolChoice(fields, names);
  const parallel = fields.flag("parallel_tool_calls") ?? true;
  if (names.length === 0 || choice === "none") return undefined;
  return { tools: (fields.list("tools") ?? []).map(Object), names, parallel };
}

/** The name of a function that a tool is; its schema is for the template and the model. */
function declaredFunction(tool: RequestFields): string {
  const type = tool.required("type", tool.text("type"), '"function"');
  if (type !== "function") throw tool.wrong("type", '"function"');
  const declared = tool.required("function", tool.object("function"), "a function");
  tool.refuseUnknown();
  const name = declared.required("name", declared.text("name"), "the function's name");
  if (!/^[\w.-]{1,64}$/.test(name))
    throw declared.wrong("name", "up to 64 letters, digits, dots, _ and -");
  declared.text("description");
  declared.object("parameters");
  declared.refuse("strict", "arguments are not held to their schema", false);
  declared.refuseUnknown();
  return name;
}

function toolChoice(fields: RequestFields, names: readonly string[]): "auto" | "none" {
  const given = fields.any("tool_choice");
  if (given === undefined || given === "none") return given ?? "auto";
  if (names.length === 0)
    throw new ApiError(400, "tool_choice is given without tools, expected it left out", {
      ...{ param: "tool_choice", code: "invalid_value" },
    });
  if (given === "auto") return given;
  throw new ApiError(
    400,
    'tool_choice asks for a call, which is not done here: the model decides; expected "auto" or "none"',
    { param: "tool_choice", code: "unsupported_value" },
  );
}
