import { randomUUID } from "node:crypto";
import { callClosing, callOpening, type ToolCall } from "./tool-call.ts";

/** What a piece of an answer says, and calls. */
export interface SaidAndCalled {
  readonly text: string;
  readonly calls: readonly ToolCall[];
}

/**
 * Tells the calls in an answer from what it says: `<tool_call>{"name": ..., "arguments": {...}}</tool_call>`, as Hermes and
 * Qwen write them. What is no call of a known function is text.
 */
export class ToolCallReader {
  readonly #names: readonly string[];
  #held = "";

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  add(piece: string): SaidAndCalled {
    this.#held += piece;
    const calls: ToolCall[] = [];
    let text = "";
    for (;;) {
      const start = this.#held.indexOf(callOpening);
      if (start < 0) {
        const sure = this.#held.length - beginningOf(callOpening, this.#held);
        text += this.#held.slice(0, sure);
        this.#held = this.#held.slice(sure);
        return { text, calls };
      }
      text += this.#held.slice(0, start);
      this.#held = this.#held.slice(start);
      const end = endOf(this.#held);
      if (end < 0) return { text, calls };
      const whole = this.#held.slice(0, end + callClosing.length);
      this.#held = this.#held.slice(whole.length);
      const call = this.#callIn(whole.slice(callOpening.length, -callClosing.length));
      if (call) calls.push(call);
      else text += whole;
    }
  }

  /** The answer is over; some models leave the last closing mark to their end token. */
  end(): SaidAndCalled {
    const held = this.#held;
    this.#held = "";
    const call = held.startsWith(callOpening)
      ? this.#callIn(held.slice(callOpening.length))
      : undefined;
    return call ? { text: "", calls: [call] } : { text: held, calls: [] };
  }

  #callIn(json: string): ToolCall | undefined {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      return undefined;
    }
    const { name, arguments: given = {} } = Object(value) as Record<string, unknown>;
    if (typeof name !== "string" || !this.#names.includes(name)) return undefined;
    const text = typeof given === "string" ? given : JSON.stringify(given);
    const id = `call_${randomUUID().replaceAll("-", "")}`;
    return { id, type: "function", function: { name, arguments: text } };
  }
}

/** Where a call's closing mark stands, which may stand in its strings too; -1 where it has not come. */
function endOf(call: string): number {
  let quoted = false;
  for (let i = callOpening.length; i < call.length; i++) {
    if (quoted && call[i] === "\\") i++;
    else if (call[i] === '"') quoted = !quoted;
    else if (!quoted && call.startsWith(callClosing, i)) return i;
  }
  return -1;
}

/** How many characters at the end of a text may begin the mark. */
function beginningOf(mark: string, text: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length--)
    if (text.endsWith(mark.slice(0, length))) return length;
  return 0;
}
