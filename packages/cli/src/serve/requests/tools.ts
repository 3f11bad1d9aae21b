import { ApiError } from "./api-error.ts";
import type { RequestFields } from "./request-fields.ts";

/** A function that a tool is. */
export interface DeclaredFunction {
  readonly name: string;
  /** JSON schema of its arguments. */
  readonly parameters: object;
  /** Whether arguments are of that schema wherever the function is called. */
  readonly strict: boolean;
}

/** The functions that an answer may call. */
export interface ToolUse {
  /** As they came: a template writes them into the prompt. */
  readonly tools: readonly object[];
  readonly functions: readonly DeclaredFunction[];
  /** Of which the answer must call one; undefined where the model decides. */
  readonly forced: readonly DeclaredFunction[] | undefined;
  /** Whether more than one may be called. */
  readonly parallel: boolean;
  /** What a forced call ends with: a function that was asked for by its name is no decision of the model's. */
  readonly forcedReason: "stop" | "tool_calls";
}

/** What a request says of functions; undefined where none may be called. */
export function toolUse(fields: RequestFields): ToolUse | undefined {
  fields.refuse("functions", "they have given way to tools");
  fields.refuse("function_call", "it has given way to tool_choice");
  const declared = fields.objects("tools") ?? [];
  const functions = declared.map(declaredFunction);
  const choice = toolChoice(fields, functions);
  const parallel = fields.flag("parallel_tool_calls") ?? true;
  if (functions.length === 0 || choice === "none") return undefined;
  const forced = choice === "auto" ? undefined : choice === "required" ? functions : [choice];
  const forcedReason = choice === "required" ? "tool_calls" : "stop";
  const tools = (fields.list("tools") ?? []).map(Object);
  return { tools, functions, forced, parallel, forcedReason };
}

/** The schema of a function that is called with nothing. */
const withoutArguments = { type: "object", additionalProperties: false };

function declaredFunction(tool: RequestFields): DeclaredFunction {
  const type = tool.required("type", tool.text("type"), '"function"');
  if (type !== "function") throw tool.wrong("type", '"function"');
  const declared = tool.required("function", tool.object("function"), "a function");
  tool.refuseUnknown();
  const name = declared.required("name", declared.text("name"), "the function's name");
  if (!/^[\w.-]{1,64}$/.test(name))
    throw declared.wrong("name", "up to 64 letters, digits, dots, _ and -");
  declared.text("description");
  declared.object("parameters");
  const strict = declared.flag("strict") ?? false;
  const otherwise = strict ? withoutArguments : { type: "object" };
  const parameters = Object(declared.any("parameters") ?? otherwise) as object;
  declared.refuseUnknown();
  return { name, parameters, strict };
}

type ToolChoice = "auto" | "none" | "required" | DeclaredFunction;

function toolChoice(fields: RequestFields, functions: readonly DeclaredFunction[]): ToolChoice {
  const given = fields.any("tool_choice");
  if (given === undefined || given === "none") return given ?? "auto";
  if (functions.length === 0)
    throw new ApiError(400, "tool_choice is given without tools, expected it left out", {
      ...{ param: "tool_choice", code: "invalid_value" },
    });
  if (given === "auto" || given === "required") return given;
  const words = '"auto", "none", "required" or { "type": "function", "function": { "name" } }';
  if (typeof given !== "object") throw fields.wrong("tool_choice", words);
  const named = fields.object("tool_choice")!;
  named.required("type", named.oneOf("type", ["function"]), '"function"');
  const wanted = named.required("function", named.object("function"), "a function's name");
  named.refuseUnknown();
  const name = wanted.required("name", wanted.text("name"), "a function's name");
  wanted.refuseUnknown();
  const found = functions.find((one) => one.name === name);
  if (found) return found;
  throw new ApiError(
    400,
    `tool_choice names ${JSON.stringify(name.slice(0, 64))}, expected one of the tools: ${functions.map((one) => one.name).join(", ")}`,
    {
      ...{ param: "tool_choice.function.name", code: "invalid_value" },
    },
  );
}
