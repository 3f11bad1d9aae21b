/** A call of a function, as chats tell it. */
export interface ToolCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

/** What a call stands between, as Hermes' and Qwen's models write it. */
export const callOpening = "<tool_call>";
export const callClosing = "</tool_call>";
